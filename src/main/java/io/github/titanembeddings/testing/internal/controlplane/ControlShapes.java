package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.testing.internal.http.StubRefusal;
import java.util.Set;
import java.util.regex.Pattern;

/** The shapes of the control plane's requests, in copies of its own, as its service model says. */
final class ControlShapes {
  static final String BASE_MODEL = "amazon.titan-embed-image-v1:0";

  /** As the service's pattern, which runs away on hyphens if it is taken as it stands. */
  private static final Pattern JOB_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9+.-]*");

  private static final Pattern NAME = Pattern.compile("(?:[0-9a-zA-Z][_-]?)+");
  private static final Pattern TOKEN = Pattern.compile("[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?");
  private static final Pattern ROLE =
      Pattern.compile("arn:aws(?:-[^:]+)?:iam::(?:[0-9]{12})?:role/.+");
  private static final Pattern URI =
      Pattern.compile(
          "s3://[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]"
              + "(?:/[-!_*'().a-z0-9A-Z]+(?:/[-!_*'().a-z0-9A-Z]+)*)?/?");
  private static final Pattern KMS_KEY =
      Pattern.compile(
          "(?:arn:aws(?:-[^:]+)?:kms:[a-zA-Z0-9-]*:[0-9]{12}:"
              + "(?:key/[a-zA-Z0-9-]{36}|alias/[a-zA-Z0-9-_/]+))"
              + "|[a-zA-Z0-9-]{36}|alias/[a-zA-Z0-9-_/]+");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9\\s._:/=+@-]*");
  private static final Pattern TAG_KEY = Pattern.compile("[a-zA-Z0-9\\s._:/=+@-]+");
  private static final Pattern NETWORK_ID = Pattern.compile("[-0-9a-zA-Z]+");
  private static final Pattern ANY_MODEL = Pattern.compile("[a-zA-Z0-9.:/_-]+");
  private static final Set<String> COMMITMENTS = Set.of("OneMonth", "SixMonths");
  private static final Set<String> CUSTOMIZATIONS =
      Set.of(
          "FINE_TUNING",
          "CONTINUED_PRE_TRAINING",
          "DISTILLATION",
          "REINFORCEMENT_FINE_TUNING",
          "IMPORTED");

  private ControlShapes() {}

  static void checkJob(JsonNode body) throws StubRefusal {
    ShapeCheck check =
        new ShapeCheck(body)
            .required("jobName", "customModelName", "roleArn", "baseModelIdentifier")
            .required("trainingDataConfig", "outputDataConfig", "outputDataConfig.s3Uri")
            .text("jobName", 63, JOB_NAME)
            .text("customModelName", 63, NAME)
            .text("clientRequestToken", 256, TOKEN)
            .text("roleArn", 2048, ROLE)
            .text("baseModelIdentifier", 2048, ANY_MODEL)
            .oneOf("customizationType", CUSTOMIZATIONS)
            .text("customModelKmsKeyId", 2048, KMS_KEY)
            .text("trainingDataConfig.s3Uri", 1024, URI)
            .text("outputDataConfig.s3Uri", 1024, URI)
            .size("validationDataConfig.validators", 0, 10)
            .each("validationDataConfig.validators", "s3Uri", 1024, URI)
            .size("vpcConfig.subnetIds", 1, 16)
            .each("vpcConfig.subnetIds", "", 32, NETWORK_ID)
            .size("vpcConfig.securityGroupIds", 1, 5)
            .each("vpcConfig.securityGroupIds", "", 32, NETWORK_ID);
    if (body.hasNonNull("validationDataConfig")) {
      check.required("validationDataConfig.validators");
    }
    if (body.hasNonNull("vpcConfig")) {
      check.required("vpcConfig.subnetIds", "vpcConfig.securityGroupIds");
    }
    tags(tags(check, "jobTags"), "customModelTags").refuse();
  }

  static void checkThroughput(JsonNode body) throws StubRefusal {
    ShapeCheck check =
        new ShapeCheck(body)
            .required("modelUnits", "provisionedModelName", "modelId")
            .text("clientRequestToken", 256, TOKEN)
            .atLeast("modelUnits", 1)
            .text("provisionedModelName", 63, NAME)
            .text("modelId", 2048, ANY_MODEL)
            .oneOf("commitmentDuration", COMMITMENTS);
    tags(check, "tags").refuse();
  }

  static void checkUpdate(JsonNode body) throws StubRefusal {
    new ShapeCheck(body)
        .text("desiredProvisionedModelName", 63, NAME)
        .text("desiredModelId", 2048, ANY_MODEL)
        .refuse();
  }

  private static ShapeCheck tags(ShapeCheck check, String path) {
    return check.size(path, 0, 200).each(path, "key", 128, TAG_KEY).each(path, "value", 256, TAG);
  }
}
