package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.internal.text.BlankText;
import io.github.titanembeddings.internal.text.Utf16;
import io.github.titanembeddings.model.TokenEstimator;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;
import java.util.function.Consumer;

/** Checks a caption by itself. */
public final class CaptionCheck {
  private final Limits limits;
  private final TokenEstimator estimator;

  public CaptionCheck(Limits limits, TokenEstimator estimator) {
    this.limits = limits;
    this.estimator = estimator;
  }

  public void check(String place, String caption, Consumer<Violation> found) {
    int codePoints = caption.codePointCount(0, caption.length());
    if (codePoints > limits.get(Limit.CAPTION_CHARACTERS)) {
      found.accept(
          Violation.error(place, ViolationCodes.CAPTION_TOO_LONG)
              .actual(String.format(Locale.ROOT, "%,d characters (code points)", codePoints))
              .limit(limits.describe(Limit.CAPTION_CHARACTERS))
              .remedy("shorten the caption")
              .build());
    }
    checkTokens(place, caption, found);
    checkContent(place, caption, found);
  }

  private void checkTokens(String place, String caption, Consumer<Violation> found) {
    long most = limits.get(Limit.CAPTION_TOKENS);
    long surely = estimator.lowerBound(caption);
    long likely = estimator.likely(caption);
    if (surely > most) {
      found.accept(
          tokens(
              Violation.error(place, ViolationCodes.CAPTION_TOO_MANY_TOKENS),
              String.format(Locale.ROOT, "at least %,d tokens", surely)));
    } else if (likely > most) {
      found.accept(
          tokens(
              Violation.warning(place, ViolationCodes.CAPTION_PROBABLY_TOO_MANY_TOKENS),
              String.format(Locale.ROOT, "probably %,d tokens", likely)));
    }
  }

  private Violation tokens(Violation.Builder violation, String actual) {
    return violation
        .actual(actual)
        .limit(limits.describe(Limit.CAPTION_TOKENS))
        .remedy("shorten the caption")
        .build();
  }

  private static void checkContent(String place, String caption, Consumer<Violation> found) {
    int lone = Utf16.firstLoneSurrogate(caption);
    if (lone >= 0) {
      found.accept(
          Violation.error(place, ViolationCodes.CAPTION_LONE_SURROGATE)
              .actual("half of a surrogate pair at index " + lone)
              .remedy("remove it: it can't be written as UTF-8")
              .build());
    }
    if (BlankText.is(caption)) {
      found.accept(
          Violation.warning(place, ViolationCodes.CAPTION_BLANK)
              .actual("the caption is blank")
              .remedy("describe the image: an empty caption is allowed, but teaches nothing")
              .build());
    }
    int control = firstControl(caption);
    if (control >= 0) {
      found.accept(
          Violation.warning(place, ViolationCodes.CAPTION_CONTROL_CHARACTERS)
              .actual(
                  String.format(
                      Locale.ROOT, "U+%04X at index %d", (int) caption.charAt(control), control))
              .remedy("write a space for it")
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
