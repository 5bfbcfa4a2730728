package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.testing.internal.http.StubError;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The shapes of the control plane's requests, copied from its service model, and the bounds of the
 * hyperparameters.
 */
final class ControlShapes {
  /** Equivalent to the service's pattern, which backtracks exponentially on hyphens. */
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

  /** Accepts no provisioned throughput. */
  private static final Pattern BATCH_MODEL =
      Pattern.compile(
          "arn:aws(?:-[^:]+)?:bedrock:[a-z0-9-]{1,20}:(?:[0-9]{12}:custom-model/"
              + "[a-z0-9-]{1,63}[.][a-z0-9-:]{1,63}/[a-z0-9]{12}"
              + "|:foundation-model/[a-z0-9-]{1,63}[.][a-z0-9-:.]{1,189})"
              + "|[a-z0-9-]{1,63}[.][a-z0-9-:.]{1,189}");

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Set<String> COMMITMENTS = Set.of("OneMonth", "SixMonths");
  private static final Set<String> CUSTOMIZATIONS =
      Set.of(
          "FINE_TUNING",
          "CONTINUED_PRE_TRAINING",
          "DISTILLATION",
          "REINFORCEMENT_FINE_TUNING",
          "IMPORTED");
  private static final Set<String> HYPER_PARAMETERS =
      Set.of("epochCount", "batchSize", "learningRate");
  private static final int AUTO_EPOCHS = 5;

  private ControlShapes() {}

  static void checkJob(JsonNode body) throws StubError {
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
            .each("validationDataConfig.validators", "s3Uri", 1024, URI);
    if (body.hasNonNull("validationDataConfig")) {
      check.required("validationDataConfig.validators");
    }
    tags(tags(vpc(check, body), "jobTags"), "customModelTags").reject();
  }

  private static ShapeCheck vpc(ShapeCheck check, JsonNode body) {
    if (body.hasNonNull("vpcConfig")) {
      check.required("vpcConfig.subnetIds", "vpcConfig.securityGroupIds");
    }
    return check
        .size("vpcConfig.subnetIds", 1, 16)
        .each("vpcConfig.subnetIds", "", 32, NETWORK_ID)
        .size("vpcConfig.securityGroupIds", 1, 5)
        .each("vpcConfig.securityGroupIds", "", 32, NETWORK_ID);
  }

  static void checkBatchJob(JsonNode body) throws StubError {
    String input = "inputDataConfig.s3InputDataConfig.";
    String output = "outputDataConfig.s3OutputDataConfig.";
    ShapeCheck check =
        new ShapeCheck(body)
            .required("jobName", "roleArn", "modelId", "inputDataConfig", "outputDataConfig")
            .required(input + "s3Uri", output + "s3Uri")
            .text("jobName", 63, JOB_NAME)
            .text("clientRequestToken", 256, TOKEN)
            .text("roleArn", 2048, ROLE)
            .text("modelId", 2048, BATCH_MODEL)
            .oneOf("modelInvocationType", Set.of("InvokeModel"))
            .text(input + "s3Uri", 1024, URI)
            .oneOf(input + "s3InputFormat", Set.of("JSONL"))
            .text(input + "s3BucketOwner", 12, ACCOUNT)
            .text(output + "s3Uri", 1024, URI)
            .text(output + "s3EncryptionKeyId", 2048, KMS_KEY)
            .text(output + "s3BucketOwner", 12, ACCOUNT)
            .atLeast("timeoutDurationInHours", 24)
            .atMost("timeoutDurationInHours", 168);
    tags(vpc(check, body), "tags").reject();
  }

  static void checkThroughput(JsonNode body) throws StubError {
    ShapeCheck check =
        new ShapeCheck(body)
            .required("modelUnits", "provisionedModelName", "modelId")
            .text("clientRequestToken", 256, TOKEN)
            .atLeast("modelUnits", 1)
            .text("provisionedModelName", 63, NAME)
            .text("modelId", 2048, ANY_MODEL)
            .oneOf("commitmentDuration", COMMITMENTS);
    tags(check, "tags").reject();
  }

  static void checkUpdate(JsonNode body) throws StubError {
    new ShapeCheck(body)
        .text("desiredProvisionedModelName", 63, NAME)
        .text("desiredModelId", 2048, ANY_MODEL)
        .reject();
  }

  private static ShapeCheck tags(ShapeCheck check, String path) {
    return check.size(path, 0, 200).each(path, "key", 128, TAG_KEY).each(path, "value", 256, TAG);
  }

  /** Checks the hyperparameters, which are strings, and returns the number of epochs. */
  static int checkHyperParameters(JsonNode parameters) throws StubError {
    for (Iterator<String> keys = parameters.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!HYPER_PARAMETERS.contains(key)) {
        throw StubError.invalid("Unknown hyperparameter: " + key);
      }
    }
    String epochs = parameters.path("epochCount").asText();
    if (epochs.isEmpty()) {
      throw StubError.invalid("Hyperparameter epochCount is required");
    }
    boolean auto = epochs.equalsIgnoreCase("auto");
    int epochCount = auto ? AUTO_EPOCHS : integer("epochCount", epochs, 1, 100);
    integer("batchSize", parameters.path("batchSize").asText("576"), 256, 9_216);
    checkLearningRate(parameters.path("learningRate").asText("5.00E-05"));
    return epochCount;
  }

  private static int integer(String key, String text, int min, int max) throws StubError {
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The service words both cases the same.
    }
    throw outside(key, text, min + " and " + max);
  }

  private static void checkLearningRate(String text) throws StubError {
    try {
      double rate = Double.parseDouble(text);
      if (rate >= 5.00E-8 && rate <= 1) {
        return;
      }
    } catch (NumberFormatException e) {
      // The service words both cases the same.
    }
    throw outside("learningRate", text, "5.00E-08 and 1");
  }

  private static StubError outside(String key, String text, String bounds) {
    return StubError.invalid(
        "Hyperparameter " + key + " must be between " + bounds + ", got " + text);
  }
}
