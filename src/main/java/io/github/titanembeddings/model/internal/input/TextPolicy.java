package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.text.TokenEstimator;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Checks and cuts a text by the limits and its {@link TextOverflow}. */
public record TextPolicy(Limits limits, TextOverflow overflow) {
  /** The number of cuts by the ratio of tokens to code points, which may miss the limit. */
  private static final int TRIES_BY_RATIO = 5;

  /** Text with an estimate of twice the limit or more certainly exceeds the limit. */
  private static final int HOPELESS_FACTOR = 2;

  /** Returns the violations that truncation does not repair. */
  public List<Violation> check(String text) {
    List<Violation> found = new ArrayList<>();
    int lone = UnicodeText.firstLoneSurrogate(text);
    if (lone >= 0) {
      found.add(
          Violation.error(WireNames.INPUT_TEXT, ViolationCodes.TEXT_LONE_SURROGATE)
              .actual(
                  String.format(
                      Locale.ROOT,
                      "half of a surrogate pair, U+%04X, at index %d",
                      (int) text.charAt(lone),
                      lone))
              .remedy("remove it: it can't be written as UTF-8")
              .build());
    }
    boolean isCertain = overflow == TextOverflow.REJECT;
    if (isCertain || overflow == TextOverflow.STRICT) {
      long tokens = isCertain ? TokenEstimator.lowerBound(text) : TokenEstimator.estimate(text);
      if (tokens > limits.get(Limit.TEXT_TOKENS)) {
        found.add(tooManyTokens(isCertain ? "at least" : "probably", tokens, text));
      }
      if (hasTooManyCharacters(text)) {
        found.add(tooManyCharacters(text));
      }
    }
    return found;
  }

  private boolean hasTooManyCharacters(String text) {
    return limits.has(Limit.TEXT_CHARACTERS)
        && characters(text) > limits.get(Limit.TEXT_CHARACTERS);
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Returns the text, or its beginning if it must be cut and certainly exceeds the limit. */
  public TruncatedText cut(String text) {
    if (overflow != TextOverflow.TRUNCATE) {
      return TruncatedText.whole(text);
    }
    long max = limits.get(Limit.TEXT_TOKENS);
    boolean tooLong =
        hasTooManyCharacters(text)
            || TokenEstimator.lowerBound(text) > max
            || TokenEstimator.estimate(text) / max >= HOPELESS_FACTOR;
    if (!tooLong) {
      return TruncatedText.whole(text);
    }
    TruncatedText kept = TruncatedText.withoutLeadingSpace(text);
    if (hasTooManyCharacters(kept.text())) {
      kept = visible(kept.keeping(limits.get(Limit.TEXT_CHARACTERS)), tooManyCharacters(text));
    }
    long count = TokenEstimator.estimate(kept.text());
    for (int tries = 0; count > max; tries++) {
      long most = tries < TRIES_BY_RATIO ? Long.MAX_VALUE : kept.codePoints() * 9 / 10;
      kept = cut(kept, max, count, most);
      count = TokenEstimator.estimate(kept.text());
    }
    return kept.afterOneMoreCut();
  }

  /** Returns the beginning with about {@code max} tokens of a text that has {@code counted}. */
  public TruncatedText cut(TruncatedText text, long max, long counted) {
    return cut(text, max, counted, Long.MAX_VALUE).afterOneMoreCut();
  }

  private TruncatedText cut(TruncatedText text, long max, long counted, long mostCodePoints) {
    long codePoints = text.codePoints();
    long byRatio = codePoints * max / Math.max(1, counted);
    long fewer = Math.min(codePoints - 1, Math.min(byRatio, mostCodePoints));
    return visible(text.keeping(fewer), tooManyTokens("about", counted, text.text()));
  }

  private static TruncatedText visible(TruncatedText kept, Violation violation) {
    if (UnicodeText.isBlank(kept.text())) {
      throw new InvalidRequestException(violation);
    }
    return kept;
  }

  private Violation tooManyCharacters(String text) {
    return Violation.error(WireNames.INPUT_TEXT, ViolationCodes.TEXT_TOO_MANY_CHARACTERS)
        .actual(String.format(Locale.ROOT, "%,d characters", characters(text)))
        .limit(limits.describe(Limit.TEXT_CHARACTERS))
        .remedy(remedy())
        .build();
  }

  private Violation tooManyTokens(String how, long tokens, String text) {
    return Violation.error(WireNames.INPUT_TEXT, ViolationCodes.TEXT_TOO_MANY_TOKENS)
        .actual(
            String.format(
                Locale.ROOT, "%s %,d tokens in %,d characters", how, tokens, characters(text)))
        .limit(limits.describe(Limit.TEXT_TOKENS))
        .remedy(remedy())
        .build();
  }

  private String remedy() {
    return overflow == TextOverflow.TRUNCATE
        ? "shorten the text: no beginning of it is short enough"
        : "shorten the text, or set TextOverflow.TRUNCATE";
  }
}
