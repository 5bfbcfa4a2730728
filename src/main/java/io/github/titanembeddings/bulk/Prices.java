package io.github.titanembeddings.bulk;

import io.github.titanembeddings.internal.Money;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * The prices of embedding, in any currency, on demand or by batch job. The library has no prices of
 * its own, since they differ by region and change. Immutable.
 *
 * @param perThousandTokens the price of 1,000 tokens of text
 * @param perImage the price of an image
 */
public record Prices(BigDecimal perThousandTokens, BigDecimal perImage) {
  /**
   * Creates prices.
   *
   * @throws IllegalArgumentException if one is negative, above 1,000,000,000, or has more than 100
   *     decimals
   */
  public Prices {
    Money.requirePrice(
        "perThousandTokens", Objects.requireNonNull(perThousandTokens, "perThousandTokens"));
    Money.requirePrice("perImage", Objects.requireNonNull(perImage, "perImage"));
  }

  /** Returns the exact cost of a number of tokens and images. */
  public BigDecimal cost(long tokens, long images) {
    return perThousandTokens
        .multiply(BigDecimal.valueOf(tokens))
        .movePointLeft(3)
        .add(perImage.multiply(BigDecimal.valueOf(images)));
  }
}
