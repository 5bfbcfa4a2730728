package io.github.titanembeddings.model.internal.json;

/**
 * Finds the float nearest to a decimal number by one operation.
 *
 * <p>With at most 2^53 of digits and a power of ten up to 22 both are exact as doubles, so that one
 * operation rounds once; the float nearest to that double is the nearest to the number unless the
 * double lies in the middle between two floats.
 */
final class NearestFloat {
  private static final long MOST_EXACT = 1L << 53;
  private static final long BELOW_FLOAT = (1L << 29) - 1;
  private static final long MIDDLE = 1L << 28;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private NearestFloat() {}

  /** The float nearest to digits times a power of ten, or NaN if one operation can't find it. */
  static float of(long digits, int exponent) {
    if (digits == 0 || Math.abs(digits) > MOST_EXACT || Math.abs(exponent) >= POWERS.length) {
      return Float.NaN;
    }
    double exact = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
    boolean inTheMiddle = (Double.doubleToRawLongBits(exact) & BELOW_FLOAT) == MIDDLE;
    return inTheMiddle || Math.abs(exact) < Float.MIN_NORMAL ? Float.NaN : (float) exact;
  }
}
