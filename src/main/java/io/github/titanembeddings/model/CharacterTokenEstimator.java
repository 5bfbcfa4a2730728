package io.github.titanembeddings.model;

/** Takes a token to be 4.7 code points, and a short word to be one token at least. */
final class CharacterTokenEstimator implements TokenEstimator {
  static final CharacterTokenEstimator INSTANCE = new CharacterTokenEstimator();

  private static final int LONGEST_WORD_OF_ONE_TOKEN = 20;

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
    return tokensOf(text.codePointCount(0, text.length()));
  }

  private static long tokensOfWord(long codePoints) {
    return codePoints > LONGEST_WORD_OF_ONE_TOKEN ? tokensOf(codePoints) : Math.min(codePoints, 1);
  }

  private static long tokensOf(long codePoints) {
    return (codePoints * 10 + 46) / 47;
  }

  @Override
  public String toString() {
    return "TokenEstimator.byCharacters()";
  }
}
