package io.github.titanembeddings.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Reads numbers, as JSON writes them, out of bytes, each to the nearest float, as {@link
 * Float#parseFloat} does. Not safe for use by several threads.
 *
 * <p>With at most 2^53 of digits and a power of ten up to 22 both are exact as doubles, so that one
 * operation rounds once; the float nearest to that double is the nearest to the number unless the
 * double lies in the middle between two floats. Such numbers, and those with more digits, are left
 * to {@link Float#parseFloat}.
 */
final class NumberScanner {
  private static final long MOST_EXACT = 1L << 53;
  private static final long TOO_MANY = Long.MAX_VALUE;
  private static final int MOST_WRITTEN = 19;
  private static final int MOST_EXPONENT_WRITTEN = 4;
  private static final long BELOW_FLOAT = (1L << 29) - 1;
  private static final long MIDDLE = 1L << 28;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private final byte[] json;
  private float number;

  NumberScanner(byte[] json) {
    this.json = json;
  }

  /** The number that was read last. */
  float number() {
    return number;
  }

  /**
   * Reads the number that starts at a place and has a point.
   *
   * @return where it ends, or -1 if there is none
   */
  int read(int start) {
    byte[] signs = json;
    boolean negative = isSign(start, '-');
    int first = negative ? start + 1 : start;
    long digits = 0;
    int at = first;
    for (; at < signs.length && signs[at] >= '0' && signs[at] <= '9'; at++) {
      digits = digits * 10 + (signs[at] - '0');
    }
    if (!isWhole(first, at) || !isSign(at, '.')) {
      return -1;
    }
    int point = ++at;
    long eight = EightDigits.at(signs, at);
    if (eight >= 0) {
      digits = digits * EightDigits.POWER + eight;
      at += EightDigits.COUNT;
    }
    for (; at < signs.length && signs[at] >= '0' && signs[at] <= '9'; at++) {
      digits = digits * 10 + (signs[at] - '0');
    }
    if (at == point) {
      return -1;
    }
    long signed = negative ? -digits : digits;
    return finish(start, at, at - first > MOST_WRITTEN ? TOO_MANY : signed, point - at);
  }

  /** Reads an exponent, if there is one, and makes all into a number. */
  private int finish(int start, int fractionEnd, long digits, int fractionExponent) {
    int end = fractionEnd;
    int exponent = fractionExponent;
    if (isSign(end, 'e') || isSign(end, 'E')) {
      end = exponentEnd(fractionEnd);
      if (end < 0) {
        return -1;
      }
      exponent += exponent(fractionEnd + 1, end);
    }
    double exact = nearest(digits, exponent);
    number =
        Double.isNaN(exact)
            ? Float.parseFloat(new String(json, start, end - start, ISO_8859_1))
            : (float) exact;
    return end;
  }

  /** Where a whole number ends that starts at a place, or -1 if there is none. */
  int wholeEnd(int start) {
    int end = start;
    while (isDigit(end)) {
      end++;
    }
    return isWhole(start, end) ? end : -1;
  }

  private boolean isDigit(int at) {
    return at < json.length && json[at] >= '0' && json[at] <= '9';
  }

  private boolean isSign(int at, char sign) {
    return at < json.length && json[at] == sign;
  }

  /** Whether there are digits, and no zero before others. */
  private boolean isWhole(int start, int end) {
    return end == start + 1 || (end > start && json[start] != '0');
  }

  /** Where an exponent ends whose letter is at a place, or -1 if there is none. */
  private int exponentEnd(int letter) {
    int first = letter + (isSign(letter + 1, '-') || isSign(letter + 1, '+') ? 2 : 1);
    int end = first;
    while (isDigit(end)) {
      end++;
    }
    return end > first ? end : -1;
  }

  /** An exponent without its letter; one that is out of every range if it is long. */
  private int exponent(int start, int end) {
    return end - start > MOST_EXPONENT_WRITTEN
        ? POWERS.length
        : Integer.parseInt(new String(json, start, end - start, ISO_8859_1));
  }

  /** The digits times a power of ten, or NaN if its float might not be the nearest. */
  private static double nearest(long digits, int exponent) {
    if (digits == 0 || Math.abs(digits) > MOST_EXACT || Math.abs(exponent) >= POWERS.length) {
      return Double.NaN;
    }
    double exact = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
    boolean inTheMiddle = (Double.doubleToRawLongBits(exact) & BELOW_FLOAT) == MIDDLE;
    return inTheMiddle || Math.abs(exact) < Float.MIN_NORMAL ? Double.NaN : exact;
  }
}
