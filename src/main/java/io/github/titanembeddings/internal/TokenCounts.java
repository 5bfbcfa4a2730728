package io.github.titanembeddings.internal;

import org.jspecify.annotations.Nullable;

/** Filters out implausible token counts. */
public final class TokenCounts {
  /**
   * The highest token limit that AWS documents for any Titan embeddings model: 8,192, for Titan
   * Text Embeddings V1 and V2. The multimodal model's own limit of 256 would be too strict, since
   * an account may have another one.
   */
  public static final int MAX = 8_192;

  private TokenCounts() {}

  /**
   * Returns a count that a service reported, or null if there is none, if it is negative, or if it
   * exceeds both {@link #MAX} and the limit of the request.
   */
  public static @Nullable Integer plausible(@Nullable Integer count, long limit) {
    return count == null || count < 0 || count > Math.max(MAX, limit) ? null : count;
  }

  /** Returns an estimated count, clamped to the range from 0 to the limit of the request. */
  public static long estimated(long count, long limit) {
    return Math.max(0, Math.min(count, limit));
  }
}
