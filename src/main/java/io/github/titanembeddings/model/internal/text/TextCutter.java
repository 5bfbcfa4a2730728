package io.github.titanembeddings.model.internal.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shortens a text at a word boundary and never inside a grapheme. */
public final class TextCutter {
  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  /** What is longer than any word: an address, or a script that is written without spaces. */
  private static final int LONGER_THAN_A_WORD = 40;

  private TextCutter() {}

  /**
   * The longest beginning of a text that has at most this many code points and ends where a word
   * ends. Where the first word alone is longer, or the last one goes on for more than 40 characters
   * that fit, it ends between two graphemes. White space at the end is dropped. Empty if not even
   * one grapheme fits.
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
        boolean atWord = wordsFit > 0 && fits - wordsFit <= LONGER_THAN_A_WORD;
        return text.substring(0, atWord ? wordsFit : fits).stripTrailing();
      }
      fits = grapheme.end();
    }
    return text;
  }
}
