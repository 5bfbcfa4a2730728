package io.github.titanembeddings.model;

/**
 * Estimates how many tokens a text has; the model's own tokenizer is not public. Implementations
 * must be safe for use by several threads.
 */
public interface TokenEstimator {
  /** A count that the real one is not expected to fall below. */
  long lowerBound(String text);

  /** The count that is to be expected. */
  long likely(String text);

  /**
   * The default. Lower bound: every word between white space is one token or, if it is longer than
   * 20 code points, its length / 4.7 rounded up. Likely: all code points / 4.7, rounded up.
   */
  static TokenEstimator byCharacters() {
    return CharacterTokenEstimator.INSTANCE;
  }
}
