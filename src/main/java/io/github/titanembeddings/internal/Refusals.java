package io.github.titanembeddings.internal;

import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the few texts of the service that are known well enough to act on. */
public final class Refusals {
  private static final Pattern TOO_MANY_TOKENS =
      Pattern.compile(
          "Too many input tokens\\. Max input tokens: ([0-9]{1,9}), request input token count:"
              + " ([0-9]{1,9})");
  private static final String TOO_MANY_PIXELS = "Image exceeds max pixels allowed";
  private static final String UNKNOWN_MODEL = "The provided model identifier is invalid";

  /**
   * How many tokens the service takes and how many it counted.
   *
   * @param max the most it takes
   * @param counted what it counted
   */
  public record TokenCounts(long max, long counted) {}

  private Refusals() {}

  /** The two counts, if the text says that there were too many tokens. */
  public static Optional<TokenCounts> tokenCounts(String text) {
    Matcher counts = TOO_MANY_TOKENS.matcher(text);
    return counts.find()
        ? Optional.of(
            new TokenCounts(Long.parseLong(counts.group(1)), Long.parseLong(counts.group(2))))
        : Optional.empty();
  }

  /** What the text says is wrong with the input; nothing if it is not a text that is known. */
  public static List<Violation> violations(String text) {
    Optional<TokenCounts> counts = tokenCounts(text);
    if (counts.isPresent()) {
      return List.of(tooManyTokens(counts.get()));
    }
    if (text.contains(TOO_MANY_PIXELS)) {
      return List.of(
          Violation.error(WireNames.INPUT_IMAGE, "image.too-many-pixels")
              .actual("more pixels than the service takes")
              .remedy("make it smaller, or set ImageFit.DOWNSCALE")
              .build());
    }
    if (text.contains(UNKNOWN_MODEL)) {
      return List.of(
          Violation.error("modelId", "model.unknown")
              .actual("an id that the service does not know")
              .remedy("check the id, and that the model is offered in this region")
              .build());
    }
    return List.of();
  }

  private static Violation tooManyTokens(TokenCounts counts) {
    return Violation.error(WireNames.INPUT_TEXT, "text.too-many-tokens")
        .actual(String.format(Locale.ROOT, "%,d tokens by the service's count", counts.counted))
        .limit(String.format(Locale.ROOT, "at most %,d tokens", counts.max))
        .remedy("shorten the text, or set TextOverflow.TRUNCATE")
        .build();
  }
}
