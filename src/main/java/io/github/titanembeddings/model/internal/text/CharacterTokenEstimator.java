package io.github.titanembeddings.model.internal.text;

import io.github.titanembeddings.model.TokenEstimator;

/** Counts words for the lower bound, and 4.7 code points as one token for the estimate. */
public final class CharacterTokenEstimator implements TokenEstimator {
  public static final CharacterTokenEstimator INSTANCE = new CharacterTokenEstimator();

  /** No tokenizer's vocabulary is known to have longer entries. */
  private static final int CODE_POINTS_OF_LONGEST_TOKEN = 128;

  private CharacterTokenEstimator() {}

  @Override
  public long lowerBound(String text) {
    long tokens = 0;
    long word = 0;
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      if (Character.isWhitespace(codePoint)) {
        tokens += tokensOfWord(word);
        word = 0;
      } else {
        word++;
      }
    }
    return tokens + tokensOfWord(word);
  }

  @Override
  public long likely(String text) {
    long codePoints = text.codePointCount(0, text.length());
    return Math.max((codePoints * 10 + 46) / 47, lowerBound(text));
  }

  private static long tokensOfWord(long codePoints) {
    return (codePoints + CODE_POINTS_OF_LONGEST_TOKEN - 1) / CODE_POINTS_OF_LONGEST_TOKEN;
  }

  @Override
  public String toString() {
    return "TokenEstimator.byCharacters()";
  }
}
