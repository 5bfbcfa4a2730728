package io.github.titanembeddings.internal.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shortens a text at a word boundary and never inside a grapheme. */
public final class TextCutter {
  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  private TextCutter() {}

  /**
   * The longest beginning of a text that has at most this many code points and ends where a word
   * ends; where the first word alone is longer, it ends between two graphemes. White space at the
   * end is dropped. Empty if not even one grapheme fits.
   */
  public static String cut(String text, long maxCodePoints) {
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
        return text.substring(0, wordsFit > 0 ? wordsFit : fits).stripTrailing();
      }
      fits = grapheme.end();
    }
    return text;
  }
}
