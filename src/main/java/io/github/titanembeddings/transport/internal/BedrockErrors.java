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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;

/** Translates the AWS SDK's service exceptions into this library's. Thread-safe. */
public final class BedrockErrors {
  private static final String NO_QUOTA =
      " Every call to this model was throttled so far: the account's quota for this model may be"
          + " zero, as it is for some new accounts; check the applied quota in the Service Quotas"
          + " console.";

  private static final String ACCESS_DENIED = "AccessDeniedException";
  private static final String UNKNOWN_OPERATION = "UnknownOperationException";
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

  public TitanException translate(AwsServiceException failure, InvokeCall call) {
    String text = text(failure);
    Meaning meaning = meaning(failure, text);
    Kind kind = kind(failure, meaning);
    if (kind != Kind.THROTTLED) {
      noteResponse(call.modelId());
    }
    return start(failure, kind, message(failure, kind, meaning, call))
        .violations(violations(kind, code(failure), meaning, text))
        .build();
  }

  /** Same as {@link #translate}, for the control plane, whose input has no images or text. */
  static TitanException ofControlPlane(
      AwsServiceException failure, String operation, Endpoint endpoint) {
    Meaning meaning = ofCredentials(failure, text(failure));
    Kind kind = kind(failure, meaning);
    return start(
            failure,
            kind,
            serviceText(failure, kind, endpoint)
                + hintOfCredentials(failure, kind, meaning, "bedrock:" + operation)
                + hintOfStatus(failure, endpoint, null))
        .build();
  }

  private static ServiceException.Builder start(
      AwsServiceException failure, Kind kind, String message) {
    return ServiceException.builder(kind, message)
        .statusCode(failure.statusCode())
        .errorCode(code(failure))
        .requestId(failure.requestId())
        .attempts(attempts(failure))
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

  private static int attempts(AwsServiceException failure) {
    return failure.numAttempts() == null ? 1 : failure.numAttempts();
  }

  /**
   * Returns the meaning of the text where it is more specific than the status: about the input with
   * any status, about the credentials with 401 and 403, and about anything with 400 and 429.
   */
  private static @Nullable Meaning meaning(AwsServiceException failure, String text) {
    Meaning meaning = ServiceMessages.meaning(text);
    if (meaning == null || meaning.isFaultOfInput()) {
      return meaning;
    }
    return switch (failure.statusCode()) {
      case 400, 404 -> ofClock(failure) ? Meaning.CLOCK_SKEW : meaning;
      case 429 -> meaning == Meaning.DAILY_QUOTA ? meaning : null;
      default -> ofCredentials(failure, text);
    };
  }

  private static @Nullable Meaning ofCredentials(AwsServiceException failure, String text) {
    if (failure.statusCode() != 401 && failure.statusCode() != 403) {
      return null;
    }
    Meaning meaning = ServiceMessages.meaning(text);
    if (ofClock(failure)) {
      return Meaning.CLOCK_SKEW;
    }
    return meaning != null && meaning.kind() == Kind.ACCESS_DENIED ? meaning : null;
  }

  private static boolean ofClock(AwsServiceException failure) {
    return ServiceMessages.isOfCredentials(code(failure)) && failure.isClockSkewException();
  }

  private static Kind kind(AwsServiceException failure, @Nullable Meaning meaning) {
    String code = code(failure);
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
    return switch (failure.statusCode()) {
      case 400 -> kind(meaning, failure.isThrottlingException() ? Kind.THROTTLED : Kind.REJECTED);
      case 401, 403 -> Kind.ACCESS_DENIED;
      case 404 -> Kind.NOT_FOUND;
      case 408 -> Kind.MODEL_TIMEOUT;
      case 424 -> Kind.MODEL_ERROR;
      case 429 -> kind(meaning, Kind.THROTTLED);
      default -> failure.statusCode() >= 500 ? Kind.UNAVAILABLE : Kind.OTHER;
    };
  }

  private static Kind kind(@Nullable Meaning meaning, Kind otherwise) {
    return meaning == null ? otherwise : meaning.kind();
  }

  private String message(
      AwsServiceException failure, Kind kind, @Nullable Meaning meaning, InvokeCall call) {
    Advice advice = meaning == null ? null : advice(failure, meaning, call.modelId());
    if (advice != null) {
      return explained(failure, kind, advice);
    }
    String hint =
        kind == Kind.THROTTLED && !responding.contains(call.modelId())
            ? NO_QUOTA
            : hintOfCredentials(failure, kind, meaning, null);
    return serviceText(failure, kind, endpoint) + hint + hintOfStatus(failure, endpoint, call);
  }

  /** The meaning of the service's text, and the remedy. */
  private record Advice(String meaning, String remedy) {}

  private @Nullable Advice advice(AwsServiceException failure, Meaning meaning, ModelId modelId) {
    String model = "model " + modelId.value();
    String region = endpoint.region();
    return switch (meaning) {
      case MODEL_NOT_OFFERED ->
          new Advice(
              model + " is not offered in " + region, "set region(...) to one that offers it");
      case NOT_ON_DEMAND ->
          new Advice(
              model + " is not offered on demand in " + region,
              "set region(...) to one that offers it, or modelId(...) to the ARN of its provisioned"
                  + " throughput");
      case NOT_ALLOWED ->
          failure.statusCode() == 400
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
              model + " expects another request body",
              "set modelId(...) to a model of the Titan Multimodal Embeddings family");
      default -> null;
    };
  }

  /**
   * Returns a message that begins with the meaning of the service's text, and ends with the remedy.
   */
  private static String explained(AwsServiceException failure, Kind kind, Advice advice) {
    return String.format(
        Locale.ROOT,
        "%s: %s (HTTP %d %s: %s; request id %s, attempts: %d); %s",
        kind,
        advice.meaning,
        failure.statusCode(),
        code(failure),
        Abbreviate.beginning(text(failure), SHOWN),
        failure.requestId() == null ? "unknown" : failure.requestId(),
        attempts(failure),
        advice.remedy);
  }

  /** Returns a message with the service's own text, or else the endpoint and its reply. */
  private static String serviceText(AwsServiceException failure, Kind kind, Endpoint endpoint) {
    String code = code(failure);
    String text = Abbreviate.beginning(text(failure), SHOWN);
    boolean isBedrock = !code.isEmpty() && !code.equals(UNKNOWN_OPERATION);
    String reply = isBedrock || !text.isEmpty() ? "" : reply(failure.awsErrorDetails());
    return String.format(
        Locale.ROOT,
        "%s: status %d%s%s%s%s (request id %s, attempts: %d)",
        kind,
        failure.statusCode(),
        code.isEmpty() ? "" : " " + code,
        isBedrock ? "" : " from " + endpoint.host(),
        text.isEmpty() ? "" : ": " + text,
        reply.isEmpty() ? "" : ": \"" + reply + "\"",
        failure.requestId() == null ? "unknown" : failure.requestId(),
        attempts(failure));
  }

  private static String reply(@Nullable AwsErrorDetails details) {
    SdkBytes body = details == null ? null : details.rawResponse();
    if (body == null) {
      return "";
    }
    byte[] bytes = body.asByteArrayUnsafe();
    return Abbreviate.beginning(
        new String(bytes, 0, Math.min(bytes.length, 4 * QUOTED), UTF_8), QUOTED);
  }

  private static String hintOfCredentials(
      AwsServiceException failure, Kind kind, @Nullable Meaning meaning, @Nullable String action) {
    if (kind != Kind.ACCESS_DENIED) {
      return "";
    }
    if (meaning == Meaning.BAD_API_KEY) {
      return " Renew the API key: apiKey(...) or AWS_BEARER_TOKEN_BEDROCK. A short-term key lasts at"
          + " most 12 hours and is valid only in the region that made it.";
    }
    if (meaning == Meaning.CLOCK_SKEW) {
      return " Check the clock of this machine: it differs from the service's by minutes.";
    }
    if (!code(failure).equals(ACCESS_DENIED)) {
      return " Renew or correct the credentials.";
    }
    String denied = ServiceMessages.deniedAction(text(failure)).orElse(action);
    return denied == null || denied.equals("bedrock:InvokeModel")
        ? " Allow bedrock:InvokeModel on this model to these credentials, and see that the account"
            + " has access to the model in this region."
        : " Allow " + denied + " to these credentials.";
  }

  private static String hintOfStatus(
      AwsServiceException failure, Endpoint endpoint, @Nullable InvokeCall call) {
    int status = failure.statusCode();
    if (code(failure).equals(UNKNOWN_OPERATION)) {
      return " "
          + endpoint.host()
          + " does not offer this operation: check endpointOverride(...) and AWS_ENDPOINT_URL.";
    }
    if (status >= 300 && status < 400) {
      return " The endpoint redirects"
          + location(failure.awsErrorDetails())
          + ": check endpointOverride(...) and the proxy.";
    }
    if (status == 407) {
      return " The proxy demands credentials: set them in the proxy configuration of the HTTP"
          + " client.";
    }
    if (status == 413 && call != null) {
      return String.format(
          Locale.ROOT,
          " The request body of %,d bytes exceeds what the endpoint or a proxy accepts: make the"
              + " image smaller or set ImageFit.DOWNSCALE.",
          call.body().length);
    }
    return "";
  }

  /** Returns the host of a redirect; the rest of the URL may hold secrets. */
  private static String location(@Nullable AwsErrorDetails details) {
    if (details == null || details.sdkHttpResponse() == null) {
      return "";
    }
    try {
      return details
          .sdkHttpResponse()
          .firstMatchingHeader("Location")
          .map(location -> URI.create(location).getHost())
          .map(host -> " to " + Abbreviate.beginning(host, QUOTED))
          .orElse("");
    } catch (IllegalArgumentException notAUri) {
      return "";
    }
  }

  private static List<Violation> violations(
      Kind kind, String code, @Nullable Meaning meaning, String text) {
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

  private static @Nullable Duration retryAfter(@Nullable AwsErrorDetails details) {
    if (details == null || details.sdkHttpResponse() == null) {
      return null;
    }
    return Headers.retryAfter(details.sdkHttpResponse(), Instant.now());
  }
}
