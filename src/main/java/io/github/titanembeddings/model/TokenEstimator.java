package io.github.titanembeddings.model;

import io.github.titanembeddings.model.internal.text.CharacterTokenEstimator;

/**
 * Estimates the number of tokens in a text; the model's own tokenizer is not public.
 * Implementations must be thread-safe.
 */
public interface TokenEstimator {
  /**
   * Returns a lower bound of the token count. {@link TextOverflow#REJECT} and the errors of a
   * dataset use it, so a bound that is too high refuses valid text.
   */
  long lowerBound(String text);

  /**
   * Returns the estimated token count, never less than the lower bound. {@link
   * TextOverflow#STRICT}, the cut of {@link TextOverflow#TRUNCATE} and the warnings of a dataset
   * use it.
   */
  long likely(String text);

  /**
   * Returns the default estimator. Lower bound: each word between white space counts as one token,
   * or as its length in code points / 128 rounded up if it is longer than that. Estimated count:
   * all code points / 4.7 rounded up, AWS's own average, and never less than the lower bound.
   */
  static TokenEstimator byCharacters() {
    return CharacterTokenEstimator.INSTANCE;
  }
}
