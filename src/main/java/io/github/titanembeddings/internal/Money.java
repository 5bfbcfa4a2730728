package io.github.titanembeddings.internal;

import java.math.BigDecimal;

/** Rejects amounts that are not plausible prices and could not be multiplied or printed. */
public final class Money {
  private static final BigDecimal MAX = BigDecimal.valueOf(1_000_000_000);
  private static final int MAX_DECIMALS = 100;

  private Money() {}

  /**
   * Returns the price.
   *
   * @throws IllegalArgumentException if it is negative, above 1,000,000,000, or has more than 100
   *     decimals
   */
  public static BigDecimal requirePrice(String name, BigDecimal price) {
    if (price.signum() < 0) {
      throw new IllegalArgumentException(name + " must not be negative: " + price);
    }
    if (price.compareTo(MAX) > 0 || Math.abs((long) price.scale()) > MAX_DECIMALS) {
      throw new IllegalArgumentException(
          name + " must be at most 1,000,000,000 with at most 100 decimals: " + price);
    }
    return price;
  }
}
