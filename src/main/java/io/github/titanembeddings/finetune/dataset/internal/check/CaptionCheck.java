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
  private final Limits limits;

  public CaptionCheck(Limits limits) {
    this.limits = limits;
  }

  public void check(String path, String caption, Consumer<Violation> found) {
    int codePoints = caption.codePointCount(0, caption.length());
    if (codePoints > limits.get(Limit.CAPTION_CHARACTERS)) {
      found.accept(
          Violation.error(path, ViolationCodes.CAPTION_TOO_LONG)
              .actual(String.format(Locale.ROOT, "%,d characters (code points)", codePoints))
              .limit(limits.describe(Limit.CAPTION_CHARACTERS))
              .remedy("shorten the caption")
              .build());
    }
    checkTokens(path, caption, found);
    checkContent(path, caption, found);
  }

  private void checkTokens(String path, String caption, Consumer<Violation> found) {
    long max = limits.get(Limit.CAPTION_TOKENS);
    long lowerBound = TokenEstimator.lowerBound(caption);
    long estimate = TokenEstimator.estimate(caption);
    if (lowerBound > max) {
      found.accept(
          tokens(
              Violation.error(path, ViolationCodes.CAPTION_TOO_MANY_TOKENS),
              String.format(Locale.ROOT, "at least %,d tokens", lowerBound)));
    } else if (estimate > max) {
      found.accept(
          tokens(
              Violation.warning(path, ViolationCodes.CAPTION_PROBABLY_TOO_MANY_TOKENS),
              String.format(Locale.ROOT, "probably %,d tokens", estimate)));
    }
  }

  private Violation tokens(Violation.Builder violation, String actual) {
    return violation
        .actual(actual)
        .limit(limits.describe(Limit.CAPTION_TOKENS))
        .remedy("shorten the caption")
        .build();
  }

  private static void checkContent(String path, String caption, Consumer<Violation> found) {
    int lone = UnicodeText.firstLoneSurrogate(caption);
    if (lone >= 0) {
      found.accept(
          Violation.error(path, ViolationCodes.CAPTION_LONE_SURROGATE)
              .actual("half of a surrogate pair at index " + lone)
              .remedy("remove it: UTF-8 cannot encode it")
              .build());
    }
    if (UnicodeText.isBlank(caption)) {
      found.accept(
          Violation.warning(path, ViolationCodes.CAPTION_BLANK)
              .actual("the caption is blank")
              .remedy(
                  "describe the image: a blank caption is allowed, but the model learns nothing from it")
              .build());
    }
    int control = firstControl(caption);
    if (control >= 0) {
      found.accept(
          Violation.warning(path, ViolationCodes.CAPTION_CONTROL_CHARACTERS)
              .actual(
                  String.format(
                      Locale.ROOT, "U+%04X at index %d", (int) caption.charAt(control), control))
              .remedy("replace it with a space")
              .build());
    }
  }

  private static int firstControl(String caption) {
    for (int i = 0; i < caption.length(); i++) {
      if (Character.isISOControl(caption.charAt(i))) {
        return i;
      }
    }
    return -1;
  }
}
