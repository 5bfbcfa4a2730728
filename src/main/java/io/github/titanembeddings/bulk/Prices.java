package io.github.titanembeddings.bulk;

import io.github.titanembeddings.internal.Money;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What embedding costs: prices of yours, in a currency of yours, on demand or by batch job. The
 * library has none, as they differ by region and change. Immutable and safe to share between
 * threads.
 */
public final class Prices {
  private final BigDecimal perThousandTokens;
  private final BigDecimal perImage;

  private Prices(BigDecimal perThousandTokens, BigDecimal perImage) {
    this.perThousandTokens = Money.requirePrice("perThousandTokens", perThousandTokens);
    this.perImage = Money.requirePrice("perImage", perImage);
  }

  /**
   * Prices for 1,000 tokens of text and for an image.
   *
   * @throws IllegalArgumentException if one is negative, above 1,000,000,000, or has more than 100
   *     decimals
   */
  public static Prices of(BigDecimal perThousandTokens, BigDecimal perImage) {
    return new Prices(
        Objects.requireNonNull(perThousandTokens, "perThousandTokens"),
        Objects.requireNonNull(perImage, "perImage"));
  }

  /** The price of 1,000 tokens of text. */
  public BigDecimal perThousandTokens() {
    return perThousandTokens;
  }

  /** The price of an image. */
  public BigDecimal perImage() {
    return perImage;
  }

  /** The exact cost of so many tokens and images. */
  public BigDecimal cost(long tokens, long images) {
    return perThousandTokens
        .multiply(BigDecimal.valueOf(tokens))
        .movePointLeft(3)
        .add(perImage.multiply(BigDecimal.valueOf(images)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Prices that
        && perThousandTokens.equals(that.perThousandTokens)
        && perImage.equals(that.perImage);
  }

  @Override
  public int hashCode() {
    return Objects.hash(perThousandTokens, perImage);
  }

  @Override
  public String toString() {
    return "Prices[" + perThousandTokens + " for 1,000 tokens, " + perImage + " for an image]";
  }
}
