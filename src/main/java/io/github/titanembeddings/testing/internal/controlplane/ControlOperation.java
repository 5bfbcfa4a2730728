package io.github.titanembeddings.testing.internal.controlplane;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The operations of the control plane that the stub implements, with their methods and paths. */
public enum ControlOperation {
  CREATE_JOB("CreateModelCustomizationJob", "POST", "/model-customization-jobs"),
  GET_JOB("GetModelCustomizationJob", "GET", "/model-customization-jobs/([^/]+)"),
  LIST_JOBS("ListModelCustomizationJobs", "GET", "/model-customization-jobs"),
  STOP_JOB("StopModelCustomizationJob", "POST", "/model-customization-jobs/([^/]+)/stop"),
  GET_CUSTOM_MODEL("GetCustomModel", "GET", "/custom-models/([^/]+)"),
  LIST_CUSTOM_MODELS("ListCustomModels", "GET", "/custom-models"),
  DELETE_CUSTOM_MODEL("DeleteCustomModel", "DELETE", "/custom-models/([^/]+)"),
  GET_FOUNDATION_MODEL("GetFoundationModel", "GET", "/foundation-models/([^/]+)"),
  CREATE_THROUGHPUT("CreateProvisionedModelThroughput", "POST", "/provisioned-model-throughput"),
  GET_THROUGHPUT("GetProvisionedModelThroughput", "GET", "/provisioned-model-throughput/([^/]+)"),
  LIST_THROUGHPUTS("ListProvisionedModelThroughputs", "GET", "/provisioned-model-throughputs"),
  UPDATE_THROUGHPUT(
      "UpdateProvisionedModelThroughput", "PATCH", "/provisioned-model-throughput/([^/]+)"),
  DELETE_THROUGHPUT(
      "DeleteProvisionedModelThroughput", "DELETE", "/provisioned-model-throughput/([^/]+)"),
  CREATE_BATCH_JOB("CreateModelInvocationJob", "POST", "/model-invocation-job"),
  GET_BATCH_JOB("GetModelInvocationJob", "GET", "/model-invocation-job/([^/]+)"),
  LIST_BATCH_JOBS("ListModelInvocationJobs", "GET", "/model-invocation-jobs"),
  STOP_BATCH_JOB("StopModelInvocationJob", "POST", "/model-invocation-job/([^/]+)/stop"),
  CREATE_DEPLOYMENT(
      "CreateCustomModelDeployment", "POST", "/model-customization/custom-model-deployments");

  /** Matches the paths of all operations. */
  public static final String PATHS =
      "/(model-customization-jobs|model-invocation-jobs?|custom-models|foundation-models|model-customization"
          + "|provisioned-model-throughputs?)(/.*)?";

  private final String awsName;
  private final String method;
  private final Pattern path;

  ControlOperation(String awsName, String method, String path) {
    this.awsName = awsName;
    this.method = method;
    this.path = Pattern.compile(path);
  }

  /** Returns the operation of a request; null if it is unknown. */
  static @Nullable ControlOperation of(String method, String path) {
    for (ControlOperation operation : values()) {
      if (operation.method.equals(method) && operation.path.matcher(path).matches()) {
        return operation;
      }
    }
    return null;
  }

  public static boolean isKnown(String awsName) {
    return Arrays.stream(values()).anyMatch(operation -> operation.awsName.equals(awsName));
  }

  String awsName() {
    return awsName;
  }

  /** Returns the decoded identifier in a path of this operation; empty if it has none. */
  String identifier(String requestPath) {
    Matcher matcher = path.matcher(requestPath);
    boolean named = matcher.matches() && matcher.groupCount() > 0;
    return named ? URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8) : "";
  }
}
