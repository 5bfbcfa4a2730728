package io.github.titanembeddings.internal;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.ServiceException.Kind;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All texts and error codes of the service that the library acts on. A text that is not recognized
 * here never makes a failure final.
 */
public final class ServiceMessages {
  private static final String MODEL_ID = "modelId";

  /** The maximum number of characters of a text that an exception quotes. */
  private static final int MAX_QUOTED = 500;

  /** The part of a text that is searched, far more than the service sends. */
  private static final int MAX_READ = 8_192;

  private static final Pattern TOKEN_COUNTS =
      Pattern.compile(
          "Too many input tokens\\. Max input tokens: ([0-9]{1,9}), request input token count:"
              + " ([0-9]{1,9})");
  private static final Pattern CHARACTER_COUNTS =
      Pattern.compile(
          "Malformed input request: (?:#/inputText: )?expected maxLength: ([0-9]{1,6}), actual:"
              + " ([0-9]{1,9})");
  private static final Pattern DENIED_ACTION =
      Pattern.compile("not authorized to perform: ([a-z0-9-]{1,40}:[A-Za-z0-9]{1,80})");
  private static final Pattern NO_CREDENTIALS =
      Pattern.compile("\\b(?:credentials?|SSO session|token|profile)\\b", Pattern.CASE_INSENSITIVE);
  private static final Set<String> CREDENTIAL_CODES =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "IncompleteSignatureException",
          "IncompleteSignature",
          "SignatureDoesNotMatch",
          "InvalidClientTokenId",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "RequestInTheFuture");

  /** The meanings of recognized texts. If several match, the first one counts. */
  public enum Meaning {
    TOO_MANY_TOKENS(Kind.REJECTED, "Too many input tokens"),
    TOO_MANY_PIXELS(Kind.REJECTED, "Image exceeds max pixels allowed"),
    TOO_MANY_CHARACTERS(Kind.REJECTED, CHARACTER_COUNTS.pattern()),
    /** The model expects the request body of another model family. */
    OTHER_PAYLOAD(
        Kind.REJECTED, "Malformed input request.{0,40}(?:required|extraneous) key \\[[^]]{1,80}]"),
    MALFORMED_INPUT(Kind.REJECTED, "Malformed input request"),
    MODEL_NOT_OFFERED(Kind.NOT_FOUND, "The provided model identifier is invalid"),
    NOT_ON_DEMAND(Kind.NOT_FOUND, "on-demand throughput isn.t supported"),
    BAD_API_KEY(Kind.ACCESS_DENIED, "\\bAPI key\\b"),
    CLOCK_SKEW(Kind.ACCESS_DENIED, "Signature expired|Signature not yet current"),
    NOT_ALLOWED(
        Kind.ACCESS_DENIED,
        "Operation not allowed|account is not authorized to perform this action"
            + "|AccessDeniedException|ExpiredTokenException|UnrecognizedClientException"
            + "|InvalidSignatureException"),
    DAILY_QUOTA(
        Kind.QUOTA_EXCEEDED,
        "\\b(?:tokens|requests|quota|limit)\\b.{0,80}\\b(?:per[ -]day|daily)\\b"
            + "|\\bdaily\\b.{0,80}\\b(?:tokens|requests|quota|limit)\\b"),
    /** A quota that waiting does not refill. */
    QUOTA(Kind.QUOTA_EXCEEDED, "ServiceQuotaExceededException"),
    THROTTLED(
        Kind.THROTTLED, "Too many requests|please wait before trying again|ThrottlingException"),
    MODEL_NOT_READY(Kind.MODEL_NOT_READY, "ModelNotReadyException"),
    MODEL_TIMEOUT(Kind.MODEL_TIMEOUT, "ModelTimeoutException"),
    UNAVAILABLE(
        Kind.UNAVAILABLE,
        "Internal server error|InternalServerException|Service ?Unavailable|Bad gateway"
            + "|Gateway time-?out|\\boverloaded");

    private final Kind kind;
    private final Pattern pattern;

    Meaning(Kind kind, String pattern) {
      this.kind = kind;
      this.pattern = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    public Kind kind() {
      return kind;
    }

    /** Returns whether the input is at fault, so that no retry can succeed. */
    public boolean isFaultOfInput() {
      return this == TOO_MANY_TOKENS
          || this == TOO_MANY_CHARACTERS
          || this == TOO_MANY_PIXELS
          || this == MALFORMED_INPUT;
    }
  }

  /** The limit and the count of tokens or characters. */
  public record TextCounts(long max, long counted) {}

  private ServiceMessages() {}

  /** Returns the meaning of the beginning of a text; null if it is not recognized. */
  public static @Nullable Meaning meaning(String text) {
    CharSequence beginning = text.substring(0, Math.min(text.length(), MAX_READ));
    for (Meaning meaning : Meaning.values()) {
      if (meaning.pattern.matcher(beginning).find()) {
        return meaning;
      }
    }
    return null;
  }

  /** Returns whether a text names an input error, the only kind of failure that is final. */
  public static boolean isFaultOfInput(String text) {
    Meaning meaning = meaning(text);
    return meaning != null && meaning.isFaultOfInput();
  }

  /**
   * Returns whether an error code says that the credentials or the signature are not valid, so that
   * the next attempt, with a new signature, may succeed once.
   */
  public static boolean isOfCredentials(String errorCode) {
    return CREDENTIAL_CODES.contains(errorCode);
  }

  /** Returns whether the AWS SDK reports that it has no valid credentials and sends nothing. */
  public static boolean isOfMissingCredentials(String text) {
    return NO_CREDENTIALS.matcher(text).find();
  }

  /** Returns the IAM action that a text says is denied, such as {@code iam:PassRole}. */
  public static Optional<String> deniedAction(String text) {
    Matcher action = DENIED_ACTION.matcher(text);
    return action.find() ? Optional.of(action.group(1)) : Optional.empty();
  }

  /** Returns the limit and count of tokens or characters if the text states both. */
  public static Optional<TextCounts> textCounts(String text) {
    return counts(TOKEN_COUNTS, text).or(() -> counts(CHARACTER_COUNTS, text));
  }

  private static Optional<TextCounts> counts(Pattern pattern, String text) {
    Matcher counts = pattern.matcher(text);
    return counts.find()
        ? Optional.of(
            new TextCounts(Long.parseLong(counts.group(1)), Long.parseLong(counts.group(2))))
        : Optional.empty();
  }

  /** Returns the violations that a text names; empty if it is not recognized. */
  public static List<Violation> violations(String text) {
    Meaning meaning = meaning(text);
    if (meaning == null) {
      return List.of();
    }
    return switch (meaning) {
      case TOO_MANY_TOKENS -> List.of(tooMany(ViolationCodes.TEXT_TOO_MANY_TOKENS, "tokens", text));
      case TOO_MANY_CHARACTERS ->
          List.of(tooMany(ViolationCodes.TEXT_TOO_MANY_CHARACTERS, "characters", text));
      case TOO_MANY_PIXELS ->
          List.of(
              Violation.error(WireNames.INPUT_IMAGE, ViolationCodes.IMAGE_TOO_MANY_PIXELS)
                  .actual("more pixels than the service accepts")
                  .remedy("resize the image or set ImageFit.DOWNSCALE")
                  .build());
      case MALFORMED_INPUT ->
          List.of(
              Violation.error("body", ViolationCodes.BODY_MALFORMED)
                  .actual("a body that the service does not accept")
                  .remedy(
                      "correct the field that the message names; if it names none, the model may"
                          + " not be of the request's ModelFamily")
                  .build());
      case MODEL_NOT_OFFERED, NOT_ON_DEMAND ->
          List.of(
              Violation.error(MODEL_ID, ViolationCodes.MODEL_UNKNOWN)
                  .actual("a model that the service does not offer here")
                  .remedy("check the ID, and set a region that offers the model")
                  .build());
      case OTHER_PAYLOAD ->
          List.of(
              Violation.error(MODEL_ID, ViolationCodes.MODEL_OTHER_PAYLOAD)
                  .actual("a model that does not accept this request body")
                  .remedy("set the ID or ARN of a model of the request's ModelFamily")
                  .build());
      default -> List.of();
    };
  }

  /**
   * Returns a builder of the exception for a text, with the kind and the violations that are
   * recognized in it.
   *
   * @param defaultKind the kind if the text is not recognized
   * @param source where the text comes from, for the exception's message
   */
  public static ServiceException.Builder failure(String text, Kind defaultKind, String source) {
    Meaning meaning = meaning(text);
    Kind kind = meaning == null ? defaultKind : meaning.kind();
    String message = kind + ": " + source + ": " + Abbreviate.beginning(text, MAX_QUOTED);
    return ServiceException.builder(kind, message).violations(violations(text));
  }

  private static Violation tooMany(String code, String unit, String text) {
    Violation.Builder violation =
        Violation.error(WireNames.INPUT_TEXT, code)
            .actual("more " + unit + " than the service accepts")
            .remedy("shorten the text, or set TextOverflow.TRUNCATE");
    textCounts(text)
        .ifPresent(
            counts ->
                violation
                    .actual(
                        String.format(
                            Locale.ROOT, "%,d %s by the service's count", counts.counted, unit))
                    .limit(String.format(Locale.ROOT, "at most %,d %s", counts.max, unit)));
    return violation.build();
  }
}
