package io.github.titanembeddings.model.internal.text;

import io.github.titanembeddings.model.TextTruncation;
import java.util.Optional;

/**
 * A text that is sent, and what was cut off the one that was given.
 *
 * @param text what is sent
 * @param start where it starts in the text that was given: behind white space, if that was cut off
 * @param originalLength the length of the text that was given
 * @param cuts how often it was cut
 */
public record CutText(String text, int start, int originalLength, int cuts) {
  static CutText whole(String text) {
    return new CutText(text, 0, text.length(), 0);
  }

  static CutText withoutWhiteSpaceAtStart(String text) {
    String stripped = text.stripLeading();
    return new CutText(stripped, text.length() - stripped.length(), text.length(), 0);
  }

  long codePoints() {
    return text.codePointCount(0, text.length());
  }

  CutText keeping(String beginning) {
    return new CutText(beginning, start, originalLength, cuts);
  }

  /** The same, cut where another call cut it. */
  public CutText at(TextTruncation cut) {
    int kept = cut.keptLength() - start;
    if (cut.originalLength() != originalLength || kept < 0 || kept > text.length()) {
      throw new IllegalArgumentException("a truncation of another text: " + cut);
    }
    return new CutText(text.substring(0, kept), start, originalLength, cut.cuts());
  }

  /** The same, with one more cut noted. */
  CutText afterOneMoreCut() {
    return new CutText(text, start, originalLength, cuts + 1);
  }

  public Optional<TextTruncation> truncation() {
    return cuts == 0
        ? Optional.empty()
        : Optional.of(TextTruncation.of(originalLength, start + text.length(), cuts));
  }
}
