package io.github.titanembeddings.testing.internal.controlplane;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The control plane's operations that the stand-in knows, with their methods and paths. */
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
  CREATE_DEPLOYMENT(
      "CreateCustomModelDeployment", "POST", "/model-customization/custom-model-deployments");

  private final String awsName;
  private final String method;
  private final Pattern path;

  ControlOperation(String awsName, String method, String path) {
    this.awsName = awsName;
    this.method = method;
    this.path = Pattern.compile(path);
  }

  /** The operation of a request, or null if it is none of these. */
  static @Nullable ControlOperation of(String method, String path) {
    for (ControlOperation operation : values()) {
      if (operation.method.equals(method) && operation.path.matcher(path).matches()) {
        return operation;
      }
    }
    return null;
  }

  /** Whether one of these has a name. */
  public static boolean isKnown(String awsName) {
    return Arrays.stream(values()).anyMatch(operation -> operation.awsName.equals(awsName));
  }

  /** A pattern of all their paths. */
  public static String paths() {
    return "/(model-customization-jobs|custom-models|foundation-models|model-customization"
        + "|provisioned-model-throughputs?)(/.*)?";
  }

  /** The operation's name as the service writes it. */
  String awsName() {
    return awsName;
  }

  /** The identifier in a path of this operation, decoded; empty if there is none. */
  String identifier(String requestPath) {
    Matcher matcher = path.matcher(requestPath);
    boolean named = matcher.matches() && matcher.groupCount() > 0;
    return named ? URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8) : "";
  }
}
