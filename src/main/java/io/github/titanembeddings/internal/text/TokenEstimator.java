package io.github.titanembeddings.internal.text;

/** Estimates the number of tokens in a text; the model's own tokenizer is not public. */
public final class TokenEstimator {
  /** No tokenizer's vocabulary is known to have longer entries. */
  private static final int MAX_CODE_POINTS_OF_TOKEN = 128;

  private TokenEstimator() {}

  /**
   * Returns a lower bound of the token count: each word between white space counts as one token, or
   * as its length in code points / 128 rounded up if it is longer than that.
   */
  public static long lowerBound(String text) {
    long tokens = 0;
    long word = 0;
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      if (isWhitespace(codePoint)) {
        tokens += tokensOfWord(word);
        word = 0;
      } else {
        word++;
      }
    }
    return tokens + tokensOfWord(word);
  }

  /** Skips the lookup in the Unicode tables for printable ASCII. */
  private static boolean isWhitespace(int codePoint) {
    return (codePoint <= ' ' || codePoint > '~') && Character.isWhitespace(codePoint);
  }

  private static long tokensOfWord(long codePoints) {
    return (codePoints + MAX_CODE_POINTS_OF_TOKEN - 1) / MAX_CODE_POINTS_OF_TOKEN;
  }

  /**
   * Returns the estimated token count: all code points / 4.7 rounded up, AWS's own average, and
   * never less than the lower bound.
   */
  public static long estimate(String text) {
    long codePoints = text.codePointCount(0, text.length());
    return Math.max((codePoints * 10 + 46) / 47, lowerBound(text));
  }

  /** Returns the number of code points of which at most this number of tokens is estimated. */
  public static long codePoints(long tokens) {
    return tokens * 47 / 10;
  }
}
