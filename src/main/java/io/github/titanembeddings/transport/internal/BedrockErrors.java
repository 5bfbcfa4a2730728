package io.github.titanembeddings.transport.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.ServiceException.Kind;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.ServiceMessages;
import io.github.titanembeddings.internal.ServiceMessages.Meaning;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Translates the AWS SDK's service exceptions into this library's. Thread-safe. */
public final class BedrockErrors {
  private static final String NO_QUOTA =
      " Every call to this model was throttled so far: the account's quota for this model may be"
          + " zero, as it is for some new accounts; check the applied quota in the Service Quotas"
          + " console.";

  private static final String ACCESS_DENIED = "AccessDeniedException";
  private static final String UNKNOWN_OPERATION = "UnknownOperationException";
  private static final int NOT_MODIFIED = 304;
  private static final int SHOWN = 500;
  private static final int QUOTED = 200;

  private final Endpoint endpoint;
  private final Set<ModelId> responding = ConcurrentHashMap.newKeySet();

  public BedrockErrors(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Notes that the account's quota for a model is not zero. */
  public void noteResponse(ModelId modelId) {
    responding.add(modelId);
  }

  /** Translates the refusal of a call to a model. */
  public TitanException translate(AwsServiceException failure, InvokeCall call) {
    Refusal refusal = new Refusal(failure);
    Meaning meaning = refusal.meaning();
    Kind kind = refusal.kind(meaning);
    if (kind != Kind.THROTTLED) {
      noteResponse(call.modelId());
    }
    Advice advice = meaning == null ? null : refusal.advice(meaning, call.modelId());
    String message =
        advice != null
            ? refusal.explained(kind, advice)
            : refusal.quoted(kind)
                + (kind == Kind.THROTTLED && !responding.contains(call.modelId())
                    ? NO_QUOTA
                    : refusal.hintOfCredentials(kind, meaning, "bedrock:InvokeModel"))
                + refusal.hintOfStatus()
                + refusal.hintOfSize(call);
    return refusal.exception(kind, message, refusal.violations(kind, meaning));
  }

  /** Translates the refusal of an operation of the control plane, whose input has no image. */
  TitanException translate(AwsServiceException failure, String operation) {
    Refusal refusal = new Refusal(failure);
    Meaning meaning = refusal.meaningOfAccess();
    Kind kind = refusal.kind(meaning);
    String message =
        refusal.quoted(kind)
            + refusal.hintOfCredentials(kind, meaning, "bedrock:" + operation)
            + refusal.hintOfStatus();
    return refusal.exception(kind, message, List.of());
  }

  /** The meaning of the service's text, and the remedy. */
  private record Advice(String meaning, String remedy) {}

  private final class Refusal {
    private final AwsServiceException failure;
    private final @Nullable AwsErrorDetails details;
    private final int status;
    private final String code;
    private final String text;
    private final String requestId;
    private final int attempts;

    private Refusal(AwsServiceException failure) {
      this.failure = failure;
      details = failure.awsErrorDetails();
      status = failure.statusCode();
      code =
          details == null || details.errorCode() == null
              ? ""
              : Abbreviate.beginning(details.errorCode(), QUOTED);
      text = details == null || details.errorMessage() == null ? "" : details.errorMessage();
      requestId =
          failure.requestId() == null
              ? "unknown"
              : Abbreviate.beginning(failure.requestId(), QUOTED);
      attempts = failure.numAttempts() == null ? 1 : failure.numAttempts();
    }

    private ServiceException exception(Kind kind, String message, List<Violation> violations) {
      return ServiceException.builder(kind, message)
          .statusCode(status)
          .errorCode(code)
          .requestId(failure.requestId())
          .attempts(attempts)
          .retryAfter(
              response().map(r -> ResponseHeaders.retryAfter(r, Instant.now())).orElse(null))
          .violations(violations)
          .cause(failure)
          .build();
    }

    private Optional<SdkHttpResponse> response() {
      return Optional.ofNullable(details).map(AwsErrorDetails::sdkHttpResponse);
    }

    /**
     * Returns the meaning of the text where it is more specific than the status: about the input
     * with any status, about the credentials with 401 and 403, and about anything with 400 and 429.
     */
    private @Nullable Meaning meaning() {
      Meaning meaning = ServiceMessages.meaning(text);
      if (meaning == null || meaning.isFaultOfInput()) {
        return meaning;
      }
      return switch (status) {
        case 400, 404 -> isOfClock() ? Meaning.CLOCK_SKEW : meaning;
        case 429 -> meaning == Meaning.DAILY_QUOTA ? meaning : null;
        default -> meaningOfCredentials();
      };
    }

    /** Returns the meaning of a text about the account's entitlement or the credentials. */
    private @Nullable Meaning meaningOfAccess() {
      boolean notEntitled =
          status == 400
              && code.equals("ValidationException")
              && ServiceMessages.meaning(text) == Meaning.NOT_ALLOWED;
      return notEntitled ? Meaning.NOT_ALLOWED : meaningOfCredentials();
    }

    private @Nullable Meaning meaningOfCredentials() {
      if (status != 401 && status != 403) {
        return null;
      }
      if (isOfClock()) {
        return Meaning.CLOCK_SKEW;
      }
      Meaning meaning = ServiceMessages.meaning(text);
      return meaning != null && meaning.kind() == Kind.ACCESS_DENIED ? meaning : null;
    }

    private boolean isOfClock() {
      return ServiceMessages.isOfCredentials(code) && failure.isClockSkewException();
    }

    private Kind kind(@Nullable Meaning meaning) {
      if (meaning != null && meaning.isFaultOfInput()) {
        return Kind.REJECTED;
      }
      if (code.equals("ServiceQuotaExceededException") || meaning == Meaning.DAILY_QUOTA) {
        return Kind.QUOTA_EXCEEDED;
      }
      if (code.equals("ModelNotReadyException")) {
        return Kind.MODEL_NOT_READY;
      }
      if (code.equals("ConflictException")) {
        return Kind.CONFLICT;
      }
      if (ServiceMessages.isOfCredentials(code)) {
        return Kind.ACCESS_DENIED;
      }
      return switch (status) {
        case 400 ->
            meaning != null
                ? meaning.kind()
                : failure.isThrottlingException() ? Kind.THROTTLED : Kind.REJECTED;
        case 401, 403 -> Kind.ACCESS_DENIED;
        case 404 -> Kind.NOT_FOUND;
        case 408 -> Kind.MODEL_TIMEOUT;
        case 424 -> Kind.MODEL_ERROR;
        case 429 -> meaning != null ? meaning.kind() : Kind.THROTTLED;
        default -> status >= 500 ? Kind.UNAVAILABLE : Kind.OTHER;
      };
    }

    private @Nullable Advice advice(Meaning meaning, ModelId modelId) {
      String model = "model " + modelId.value();
      String region = endpoint.region();
      return switch (meaning) {
        case MODEL_NOT_OFFERED ->
            new Advice(
                model + " is not offered in " + region, "set region(...) to one that offers it");
        case NOT_ON_DEMAND ->
            new Advice(
                model + " is not offered on demand in " + region,
                "set region(...) to one that offers it, or modelId(...) to the ARN of its"
                    + " provisioned throughput");
        case NOT_ALLOWED ->
            status == 400
                ? new Advice(
                    "this account may not call " + model + " in " + region,
                    "request access to the model, or ask AWS Support")
                : null;
        case DAILY_QUOTA ->
            new Advice(
                "the account's quota per day for " + model + " in " + region + " is used up",
                "wait for the next day, or request an increase in the Service Quotas console");
        case OTHER_PAYLOAD ->
            new Advice(
                model + " does not accept requests for " + modelId.family(),
                "set modelId(...) to a ModelId with the ModelFamily of the model");
        default -> null;
      };
    }

    /**
     * Returns a message that begins with the meaning of the service's text, and ends with the
     * remedy.
     */
    private String explained(Kind kind, Advice advice) {
      return String.format(
          Locale.ROOT,
          "%s: %s (HTTP %d %s: %s; request id %s, attempts: %d); %s",
          kind,
          advice.meaning,
          status,
          code,
          Abbreviate.beginning(text, SHOWN),
          requestId,
          attempts,
          advice.remedy);
    }

    /** Returns a message with the service's own text, or else the endpoint and its reply. */
    private String quoted(Kind kind) {
      boolean isBedrock = !code.isEmpty() && !code.equals(UNKNOWN_OPERATION);
      String reply = isBedrock || !text.isEmpty() ? "" : reply();
      return String.format(
          Locale.ROOT,
          "%s: status %d%s%s%s%s (request id %s, attempts: %d)",
          kind,
          status,
          code.isEmpty() ? "" : " " + code,
          isBedrock ? "" : " from " + endpoint.host(),
          text.isEmpty() ? "" : ": " + Abbreviate.beginning(text, SHOWN),
          reply.isEmpty() ? "" : ": \"" + reply + "\"",
          requestId,
          attempts);
    }

    private String reply() {
      SdkBytes body = details == null ? null : details.rawResponse();
      if (body == null) {
        return "";
      }
      byte[] bytes = body.asByteArrayUnsafe();
      return Abbreviate.beginning(
          new String(bytes, 0, Math.min(bytes.length, 4 * QUOTED), UTF_8), QUOTED);
    }

    private String hintOfCredentials(Kind kind, @Nullable Meaning meaning, String action) {
      if (kind != Kind.ACCESS_DENIED) {
        return "";
      }
      if (meaning == Meaning.BAD_API_KEY) {
        return " Renew the API key: apiKey(...) or AWS_BEARER_TOKEN_BEDROCK. A short-term key lasts"
            + " at most 12 hours and is valid only in the region that made it.";
      }
      if (meaning == Meaning.CLOCK_SKEW) {
        return " Check the clock of this machine: it differs from the service's by minutes.";
      }
      if (meaning == Meaning.NOT_ALLOWED && status == 400) {
        return " Ask AWS Support to allow " + action + " for this account.";
      }
      if (code.isEmpty()) {
        return " AWS sends an error code, which this response lacks: if a proxy or gateway sent it,"
            + " change its rules; otherwise renew or correct the credentials.";
      }
      if (!code.equals(ACCESS_DENIED)) {
        return " Renew or correct the credentials.";
      }
      String denied = ServiceMessages.deniedAction(text).orElse(action);
      return denied.equals("bedrock:InvokeModel")
          ? " Allow bedrock:InvokeModel on this model to these credentials, and check that the"
              + " account has access to the model in this region."
          : " Allow " + denied + " to these credentials.";
    }

    private String hintOfStatus() {
      if (code.equals(UNKNOWN_OPERATION)) {
        return " "
            + endpoint.host()
            + " does not offer this operation: check endpointOverride(...) and AWS_ENDPOINT_URL.";
      }
      if (status >= 300 && status < 400 && status != NOT_MODIFIED) {
        return " The endpoint redirects"
            + location()
            + ": check endpointOverride(...) and the proxy.";
      }
      return status == 407
          ? " The proxy demands credentials: set them in the proxy configuration of the HTTP"
              + " client."
          : "";
    }

    private String hintOfSize(InvokeCall call) {
      return status == 413 && !code.equals(UNKNOWN_OPERATION)
          ? String.format(
              Locale.ROOT,
              " The request body of %,d bytes exceeds what the endpoint or a proxy accepts: make"
                  + " the image smaller or set ImageFit.DOWNSCALE.",
              call.body().length)
          : "";
    }

    /** Returns the host of a redirect; the rest of the URL may hold secrets. */
    private String location() {
      try {
        return response()
            .flatMap(response -> response.firstMatchingHeader("Location"))
            .map(location -> URI.create(location).getHost())
            .map(host -> " to " + Abbreviate.beginning(host, QUOTED))
            .orElse("");
      } catch (IllegalArgumentException notAUri) {
        return "";
      }
    }

    private List<Violation> violations(Kind kind, @Nullable Meaning meaning) {
      if (code.equals(ACCESS_DENIED) && meaning != Meaning.BAD_API_KEY) {
        return List.of(
            Violation.error("modelId", ViolationCodes.MODEL_NO_ACCESS)
                .actual("no right to invoke the model")
                .remedy("allow bedrock:InvokeModel on it, and request access to the model")
                .build());
      }
      return kind == Kind.REJECTED || kind == Kind.NOT_FOUND
          ? ServiceMessages.violations(text)
          : List.of();
    }
  }
}
