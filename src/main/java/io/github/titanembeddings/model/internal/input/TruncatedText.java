package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.model.TextTruncation;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an original text to send; {@code start} is its index there, after the leading white
 * space that was cut.
 */
public record TruncatedText(String text, int start, int originalLength, int cuts) {
  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  /** Longer than any word: an address, or a script that is written without spaces. */
  private static final int LONGER_THAN_A_WORD = 40;

  static TruncatedText whole(String text) {
    return new TruncatedText(text, 0, text.length(), 0);
  }

  static TruncatedText withoutLeadingSpace(String text) {
    String stripped = text.stripLeading();
    return new TruncatedText(stripped, text.length() - stripped.length(), text.length(), 0);
  }

  long codePoints() {
    return text.codePointCount(0, text.length());
  }

  /** Returns the {@link #beginning} of this text without counting a cut. */
  TruncatedText keeping(long maxCodePoints) {
    return new TruncatedText(beginning(text, maxCodePoints), start, originalLength, cuts);
  }

  /**
   * Returns this text with the truncation of another call.
   *
   * @throws IllegalArgumentException if the truncation is that of another text
   */
  public TruncatedText at(TextTruncation cut) {
    int kept = cut.keptLength() - start;
    if (cut.originalLength() != originalLength || kept < 0 || kept > text.length()) {
      throw new IllegalArgumentException("a truncation of another text: " + cut);
    }
    return new TruncatedText(text.substring(0, kept), start, originalLength, cut.cuts());
  }

  TruncatedText afterOneMoreCut() {
    return new TruncatedText(text, start, originalLength, cuts + 1);
  }

  public Optional<TextTruncation> truncation() {
    return cuts == 0
        ? Optional.empty()
        : Optional.of(new TextTruncation(originalLength, start + text.length(), cuts));
  }

  /**
   * Returns the longest beginning of a text that has at most this many code points and ends where a
   * word ends. Where the first word alone is longer, or the last one continues for more than 40
   * characters that fit, it ends between two graphemes. Trailing white space is dropped. Empty if
   * not even one grapheme fits.
   */
  static String beginning(String text, long maxCodePoints) {
    Matcher grapheme = GRAPHEME.matcher(text);
    long codePoints = 0;
    int fits = 0;
    int wordsFit = 0;
    boolean inWord = false;
    while (grapheme.find()) {
      boolean space = Character.isWhitespace(text.codePointAt(grapheme.start()));
      if (space && inWord) {
        wordsFit = grapheme.start();
      }
      inWord = !space;
      codePoints += text.codePointCount(grapheme.start(), grapheme.end());
      if (codePoints > maxCodePoints) {
        boolean atWord = wordsFit > 0 && fits - wordsFit <= LONGER_THAN_A_WORD;
        return text.substring(0, atWord ? wordsFit : fits).stripTrailing();
      }
      fits = grapheme.end();
    }
    return text;
  }
}
