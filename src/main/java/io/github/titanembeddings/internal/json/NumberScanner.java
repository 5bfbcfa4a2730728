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
  private static final int MOST_DIGITS = 18;
  private static final int MOST_COUNT_DIGITS = 9;
  private static final int MOST_EXPONENT = 9_999;
  private static final long BELOW_FLOAT = (1L << 29) - 1;
  private static final long MIDDLE = 1L << 28;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private final byte[] json;
  private int place;
  private long digits;
  private int digitCount;

  NumberScanner(byte[] json) {
    this.json = json;
  }

  /** Where the number ended that was read last. */
  int end() {
    return place;
  }

  /** The number that starts at a place, of nine digits at most; -1 if there is no such number. */
  int countAt(int start) {
    begin(start);
    return readWhole() && digitCount <= MOST_COUNT_DIGITS && !goesOn() ? (int) digits : -1;
  }

  /** The number that starts at a place, with a point or an exponent; NaN if there is none. */
  float floatAt(int start) {
    begin(start);
    boolean negative = accept('-');
    if (!readWhole() || !goesOn()) {
      return Float.NaN;
    }
    int exponent = 0;
    if (accept('.')) {
      int point = place;
      readDigits();
      exponent = point - place;
      if (exponent == 0) {
        return Float.NaN;
      }
    }
    if (accept('e') || accept('E')) {
      int written = readExponent();
      if (written > MOST_EXPONENT) {
        return Float.NaN;
      }
      exponent += written;
    }
    double magnitude = magnitude(exponent);
    return Double.isNaN(magnitude)
        ? Float.parseFloat(new String(json, start, place - start, ISO_8859_1))
        : (float) (negative ? -magnitude : magnitude);
  }

  private void begin(int start) {
    place = start;
    digits = 0;
    digitCount = 0;
  }

  /** The digits before the point: one zero, or any number of them without a zero before. */
  private boolean readWhole() {
    int start = place;
    if (accept('0')) {
      return true;
    }
    readDigits();
    return place > start;
  }

  private void readDigits() {
    int at = place;
    long value = digits;
    while (at < json.length && json[at] >= '0' && json[at] <= '9') {
      value = value * 10 + (json[at] - '0');
      digitCount += value == 0 ? 0 : 1;
      at++;
    }
    digits = value;
    place = at;
  }

  private boolean goesOn() {
    return place < json.length && (json[place] == '.' || (json[place] | 0x20) == 'e');
  }

  /** The exponent after its sign; too large a number if there is none. */
  private int readExponent() {
    boolean negative = accept('-');
    if (!negative) {
      accept('+');
    }
    int start = place;
    int value = 0;
    while (place < json.length && json[place] >= '0' && json[place] <= '9') {
      value = Math.min(MOST_EXPONENT, value * 10 + (json[place] - '0'));
      place++;
    }
    if (place == start) {
      return Integer.MAX_VALUE;
    }
    return negative ? -value : value;
  }

  private boolean accept(char sign) {
    boolean found = place < json.length && json[place] == sign;
    place += found ? 1 : 0;
    return found;
  }

  /** The digits times a power of ten, or NaN if its float might not be the nearest. */
  private double magnitude(int exponent) {
    if (digitCount > MOST_DIGITS || digits > MOST_EXACT) {
      return Double.NaN;
    }
    if (digits == 0) {
      return 0;
    }
    if (Math.abs(exponent) >= POWERS.length) {
      return Double.NaN;
    }
    double exact = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
    boolean inTheMiddle = (Double.doubleToRawLongBits(exact) & BELOW_FLOAT) == MIDDLE;
    return inTheMiddle || exact < Float.MIN_NORMAL ? Double.NaN : exact;
  }
}
