package io.github.titanembeddings.internal;

import java.math.BigDecimal;

/** Refuses amounts that no price has, and that could not be multiplied or printed. */
public final class Money {
  private static final BigDecimal MAX = BigDecimal.valueOf(1_000_000_000);
  private static final int MAX_DECIMALS = 100;

  private Money() {}

  /** Returns a price from 0 to 1,000,000,000 with at most 100 decimals, and throws for others. */
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
