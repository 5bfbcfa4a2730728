package io.github.titanembeddings.transport;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.Refusals;
import io.github.titanembeddings.internal.text.Shown;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.validation.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Makes the AWS SDK's service exceptions into this library's. */
final class BedrockErrors {
  private static final String NO_QUOTA =
      " No call to this model has been answered yet: the account's quota for this model may be"
          + " zero, as it is for some new accounts; look at the applied quota in the Service Quotas"
          + " console.";

  private static final String ACCESS_DENIED = "AccessDeniedException";
  private static final int SHOWN = 500;

  private final Set<ModelId> answering = ConcurrentHashMap.newKeySet();

  /** Notes that the account's quota for a model is not zero. */
  void noteAnswer(ModelId modelId) {
    answering.add(modelId);
  }

  TitanException translate(AwsServiceException failure, ModelId modelId) {
    String code = code(failure);
    ServiceException.Kind kind = kind(failure, code);
    if (kind != ServiceException.Kind.THROTTLED) {
      noteAnswer(modelId);
    }
    return start(failure, kind, code, hint(kind, code, modelId))
        .violations(violations(kind, code, text(failure)))
        .build();
  }

  /** The same for an operation of the control plane, whose input says nothing of images or text. */
  static TitanException ofControlPlane(AwsServiceException failure, String operation) {
    String code = code(failure);
    ServiceException.Kind kind = kind(failure, code);
    String hint = "";
    if (kind == ServiceException.Kind.ACCESS_DENIED) {
      hint =
          code.equals(ACCESS_DENIED)
              ? " Allow bedrock:" + operation + " to these credentials."
              : " Renew or correct the credentials.";
    }
    return start(failure, kind, code, hint).build();
  }

  private static ServiceException.Builder start(
      AwsServiceException failure, ServiceException.Kind kind, String code, String hint) {
    int attempts = failure.numAttempts() == null ? 1 : failure.numAttempts();
    return ServiceException.builder(kind, message(failure, kind, code, attempts) + hint)
        .statusCode(failure.statusCode())
        .errorCode(code)
        .requestId(failure.requestId())
        .attempts(attempts)
        .retryAfter(retryAfter(failure.awsErrorDetails()))
        .cause(failure);
  }

  private static String code(AwsServiceException failure) {
    AwsErrorDetails details = failure.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static String text(AwsServiceException failure) {
    AwsErrorDetails details = failure.awsErrorDetails();
    return details == null || details.errorMessage() == null ? "" : details.errorMessage();
  }

  private static ServiceException.Kind kind(AwsServiceException failure, String code) {
    if (code.equals("ServiceQuotaExceededException")) {
      return ServiceException.Kind.QUOTA_EXCEEDED;
    }
    if (code.equals("ModelNotReadyException")) {
      return ServiceException.Kind.MODEL_NOT_READY;
    }
    if (code.equals("ConflictException")) {
      return ServiceException.Kind.CONFLICT;
    }
    return switch (failure.statusCode()) {
      case 400 ->
          failure.isThrottlingException()
              ? ServiceException.Kind.THROTTLED
              : ServiceException.Kind.REJECTED;
      case 401, 403 -> ServiceException.Kind.ACCESS_DENIED;
      case 404 -> ServiceException.Kind.NOT_FOUND;
      case 408 -> ServiceException.Kind.MODEL_TIMEOUT;
      case 424 -> ServiceException.Kind.MODEL_ERROR;
      case 429 -> ServiceException.Kind.THROTTLED;
      default ->
          failure.statusCode() >= 500
              ? ServiceException.Kind.UNAVAILABLE
              : ServiceException.Kind.OTHER;
    };
  }

  private static String message(
      AwsServiceException failure, ServiceException.Kind kind, String code, int attempts) {
    String text = text(failure);
    return String.format(
        Locale.ROOT,
        "%s: status %d%s%s (request id %s, attempts: %d)",
        kind,
        failure.statusCode(),
        code.isEmpty() ? "" : " " + code,
        text.isBlank() ? "" : ": " + Shown.beginning(text, SHOWN),
        failure.requestId() == null ? "unknown" : failure.requestId(),
        attempts);
  }

  private String hint(ServiceException.Kind kind, String code, ModelId modelId) {
    if (kind == ServiceException.Kind.THROTTLED && !answering.contains(modelId)) {
      return NO_QUOTA;
    }
    if (kind == ServiceException.Kind.ACCESS_DENIED) {
      return code.equals(ACCESS_DENIED)
          ? " Allow bedrock:InvokeModel on this model to these credentials, and see that the account"
              + " has access to the model in this region."
          : " Renew or correct the credentials.";
    }
    return "";
  }

  private static List<Violation> violations(ServiceException.Kind kind, String code, String text) {
    if (code.equals(ACCESS_DENIED)) {
      return List.of(
          Violation.error("modelId", "model.no-access")
              .actual("no right to invoke the model")
              .remedy("allow bedrock:InvokeModel on it, and request access to the model")
              .build());
    }
    return kind == ServiceException.Kind.REJECTED || kind == ServiceException.Kind.NOT_FOUND
        ? Refusals.violations(text)
        : List.of();
  }

  private static @Nullable Duration retryAfter(@Nullable AwsErrorDetails details) {
    if (details == null || details.sdkHttpResponse() == null) {
      return null;
    }
    return Headers.retryAfter(details.sdkHttpResponse(), Instant.now());
  }
}
