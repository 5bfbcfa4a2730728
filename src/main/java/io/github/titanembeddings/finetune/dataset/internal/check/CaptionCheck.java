package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.internal.text.TokenEstimator;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;
import java.util.function.Consumer;

/** Checks a caption. */
public final class CaptionCheck {
  private static final String SHORTEN = "shorten the caption";

  private final Limits limits;

  public CaptionCheck(Limits limits) {
    this.limits = limits;
  }

  public void check(String path, String caption, Consumer<Violation> violations) {
    Findings found = new Findings(path, limits, violations);
    int codePoints = caption.codePointCount(0, caption.length());
    if (codePoints > limits.get(Limit.CAPTION_CHARACTERS)) {
      String actual = String.format(Locale.ROOT, "%,d characters (code points)", codePoints);
      found.error(ViolationCodes.CAPTION_TOO_LONG, actual, Limit.CAPTION_CHARACTERS, SHORTEN);
    }
    checkTokens(caption, found);
    checkContent(caption, found);
  }

  private void checkTokens(String caption, Findings found) {
    long max = limits.get(Limit.CAPTION_TOKENS);
    long lowerBound = TokenEstimator.lowerBound(caption);
    long estimate = TokenEstimator.estimate(caption);
    if (lowerBound > max) {
      String actual = String.format(Locale.ROOT, "at least %,d tokens", lowerBound);
      found.error(ViolationCodes.CAPTION_TOO_MANY_TOKENS, actual, Limit.CAPTION_TOKENS, SHORTEN);
    } else if (estimate > max) {
      found.warning(
          ViolationCodes.CAPTION_PROBABLY_TOO_MANY_TOKENS,
          String.format(Locale.ROOT, "probably %,d tokens", estimate),
          limits.describe(Limit.CAPTION_TOKENS),
          SHORTEN);
    }
  }

  private static void checkContent(String caption, Findings found) {
    int lone = UnicodeText.firstLoneSurrogate(caption);
    if (lone >= 0) {
      String actual = "half of a surrogate pair at index " + lone;
      String remedy = "remove it: UTF-8 cannot encode it";
      found.error(ViolationCodes.CAPTION_LONE_SURROGATE, actual, "", remedy);
    }
    if (UnicodeText.isBlank(caption)) {
      found.warning(
          ViolationCodes.CAPTION_BLANK,
          "the caption is blank",
          "describe the image: a blank caption is allowed, but the model learns nothing from it");
    }
    for (int i = 0; i < caption.length(); i++) {
      if (Character.isISOControl(caption.charAt(i))) {
        String actual =
            String.format(Locale.ROOT, "U+%04X at index %d", (int) caption.charAt(i), i);
        found.warning(ViolationCodes.CAPTION_CONTROL_CHARACTERS, actual, "replace it with a space");
        return;
      }
    }
  }
}
