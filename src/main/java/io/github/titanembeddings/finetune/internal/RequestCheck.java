package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.VpcConfig;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputRequest;
import io.github.titanembeddings.finetune.throughput.internal.ThroughputModel;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, in the order of its fields. */
public final class RequestCheck {
  private static final int MAX_SUBNETS = 16;
  private static final int MAX_SECURITY_GROUPS = 5;

  private final List<Violation> found = new ArrayList<>();

  private RequestCheck() {}

  public static RequestCheck of(FineTuningRequest.Builder request) {
    RequestCheck check = new RequestCheck();
    check.required("jobName", request.jobName, NameRule.JOB_NAME::violations);
    check.required("customModelName", request.customModelName, NameRule.MODEL_NAME::violations);
    check.required("roleArn", request.roleArn, ArnRule.ROLE::violations);
    check.optional(
        "baseModelIdentifier", request.baseModelIdentifier, ArnRule.BASE_MODEL::violations);
    check.required("trainingDataConfig.s3Uri", request.trainingDataUri, JobS3Uri::violations);
    String validation = "validationDataConfig.validators[0].s3Uri";
    if (request.withoutValidation) {
      check.optional(validation, request.validationDataUri, JobS3Uri::violations);
    } else {
      check.required(validation, request.validationDataUri, JobS3Uri::violations);
    }
    check.required("outputDataConfig.s3Uri", request.outputDataUri, JobS3Uri::violations);
    check.optional("customModelKmsKeyId", request.customModelKmsKeyId, ArnRule.KMS_KEY::violations);
    if (request.vpcConfig != null) {
      check.found.addAll(vpc(request.vpcConfig));
    }
    check.found.addAll(TagRule.violations("jobTags", request.jobTags));
    check.found.addAll(TagRule.violations("customModelTags", request.customModelTags));
    check.optional(
        "clientRequestToken", request.clientRequestToken, NameRule.CLIENT_TOKEN::violations);
    return check;
  }

  public static RequestCheck of(ProvisionedThroughputRequest.Builder request) {
    RequestCheck check = new RequestCheck();
    check.required(
        "provisionedModelName", request.provisionedModelName, NameRule.THROUGHPUT_NAME::violations);
    check.required("modelId", request.modelId, ThroughputModel::violations);
    if (request.modelUnits < 1) {
      check.found.add(
          Violation.error("modelUnits", ViolationCodes.THROUGHPUT_UNITS_TOO_FEW)
              .actual(request.modelUnits + " units")
              .limit("at least 1 unit")
              .remedy("ask for one or more")
              .build());
    }
    check.found.addAll(TagRule.violations("tags", request.tags));
    check.optional(
        "clientRequestToken", request.clientRequestToken, NameRule.CLIENT_TOKEN::violations);
    return check;
  }

  public void requireValid() {
    requireValid(found);
  }

  public static void requireValid(List<Violation> found) {
    if (!found.isEmpty()) {
      throw new InvalidRequestException(found);
    }
  }

  private void required(
      String path, @Nullable String text, BiFunction<String, String, List<Violation>> rule) {
    if (text == null) {
      boolean validation = path.startsWith("validation");
      found.add(
          Violation.error(path, ViolationCodes.FIELD_MISSING)
              .actual("no value")
              .remedy(validation ? "set it, or call withoutValidation() to go without" : "set it")
              .build());
    }
    optional(path, text, rule);
  }

  private void optional(
      String path, @Nullable String text, BiFunction<String, String, List<Violation>> rule) {
    if (text != null) {
      found.addAll(rule.apply(path, text));
    }
  }

  /** Returns the violations of a VPC configuration. */
  public static List<Violation> vpc(VpcConfig vpc) {
    List<Violation> found = new ArrayList<>();
    networkIds(found, "vpcConfig.subnetIds", vpc.subnetIds(), MAX_SUBNETS);
    networkIds(found, "vpcConfig.securityGroupIds", vpc.securityGroupIds(), MAX_SECURITY_GROUPS);
    return found;
  }

  private static void networkIds(List<Violation> found, String path, List<String> ids, int max) {
    if (ids.isEmpty() || ids.size() > max) {
      found.add(
          Violation.error(path, ViolationCodes.VPC_BAD_COUNT)
              .actual(ids.size() + " of them")
              .limit("1 to " + max)
              .remedy("give both subnets and security groups, or no VPC")
              .build());
    }
    for (int i = 0; i < ids.size(); i++) {
      found.addAll(NameRule.NETWORK_ID.violations(path + "[" + i + "]", ids.get(i)));
    }
  }
}
