package io.github.titanembeddings.model;

/**
 * What to do with a text that has, or may have, more tokens than the model takes.
 *
 * <p>The model's tokenizer is not public, so a {@link TokenEstimator} gives two counts: a lower
 * bound, below which the real count is not expected to fall, and a likely one.
 */
public enum TextOverflow {
  /** Refuse a text whose lower bound is over the limit; leave the others to the service. */
  REJECT,
  /** Refuse a text whose likely count is over the limit. */
  STRICT,
  /**
   * Cut a text whose lower bound is over the limit down to the likely count, at a word boundary and
   * never inside a grapheme; if the service still counts too many tokens, cut again by its count,
   * at most three times. The response says what was cut.
   */
  TRUNCATE,
  /** Send any text as it is. */
  SEND
}
