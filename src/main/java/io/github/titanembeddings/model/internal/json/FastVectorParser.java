package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads the vector that a response begins with, in the layout of the service: one digit before each
 * point. Any other layout is left to Jackson, which takes more CPU time for the vector than the AWS
 * SDK takes for the whole call.
 *
 * <p>Eight digits are read at once as the bytes of a long, first digit lowest, without a branch per
 * digit: their count cannot be predicted.
 */
final class FastVectorParser {
  /** The result for a layout that is not supported. */
  static final int UNSUPPORTED = -1;

  private static final byte[] NAME = "\"embedding\"".getBytes(US_ASCII);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_HALVES = 0xF0F0F0F0F0F0F0F0L;
  private static final long SIXES = 0x0606060606060606L;
  private static final long THREES = 0x3333333333333333L;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int MAX_LONG_DIGITS = 17;
  private static final long MAX_EXACT = 1L << 53;

  private FastVectorParser() {}

  /**
   * Fills a vector with the numbers of a response, each rounded to the nearest float as {@link
   * Float#parseFloat} does. One loop, since a method per number is not inlined and takes a third
   * longer.
   *
   * @return the index of the array's closing bracket, or {@link #UNSUPPORTED}
   */
  static int read(byte[] json, float[] vector) {
    int next = openingBracket(json);
    for (int i = 0; i < vector.length; i++) {
      if (next < 0 || (i > 0 && at(json, next) != ',')) {
        return UNSUPPORTED;
      }
      int start = afterSpace(json, next + 1);
      int minus = at(json, start) == '-' ? 1 : 0;
      int point = start + minus + 1;
      long digits = (long) at(json, point - 1) - '0';
      if (digits < 0 || digits > 9 || at(json, point) != '.') {
        return UNSUPPORTED;
      }
      next = point + 1;
      int count;
      do {
        long eight = eightAt(json, next);
        // A digit, 0x30 to 0x39, becomes 0x33: its high half stays 3 when 6 is added.
        long marks = (eight & HIGH_HALVES) | (((eight + SIXES) & HIGH_HALVES) >>> 4);
        count = Long.numberOfTrailingZeros(marks ^ THREES) / Byte.SIZE;
        int halfOfRest = (Long.BYTES - count) * (Byte.SIZE / 2);
        digits = digits * (long) POWERS[count] + number(eight << halfOfRest << halfOfRest);
        next += count;
      } while (count == Long.BYTES && next - start <= MAX_NUMBER_LENGTH);
      int exponent = point + 1 - next;
      if (exponent == 0 || next - start > MAX_NUMBER_LENGTH) {
        return UNSUPPORTED;
      }
      boolean overflow = -exponent > MAX_LONG_DIGITS;
      if ((at(json, next) | ' ') == 'e') {
        int sign = at(json, next + 1);
        next += sign == '-' || sign == '+' ? 2 : 1;
        int first = next;
        int power = 0;
        while (at(json, next) >= '0' && at(json, next) <= '9' && next - first < 4) {
          power = power * 10 + at(json, next++) - '0';
        }
        if (next == first || next - first > 3) {
          return UNSUPPORTED;
        }
        exponent += sign == '-' ? -power : power;
      }
      float number = overflow ? Float.NaN : nearest((digits ^ -minus) + minus, exponent);
      if (Float.isNaN(number)) {
        number = Float.parseFloat(new String(json, start, next - start, US_ASCII));
      }
      if (Float.isInfinite(number)) {
        return UNSUPPORTED;
      }
      vector[i] = number;
    }
    return at(json, next) == ']' ? next : UNSUPPORTED;
  }

  /**
   * Returns the float nearest to digits times a power of ten, or NaN if one operation does not find
   * it. Both factors are exact doubles, so the operation rounds once; the result is off only if
   * that double is halfway between two floats.
   */
  private static float nearest(long digits, int exponent) {
    if (digits == 0 || Math.abs(digits) > MAX_EXACT || Math.abs(exponent) >= POWERS.length) {
      return Float.NaN;
    }
    double exact = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
    boolean middle = (Double.doubleToRawLongBits(exact) & ((1L << 29) - 1)) == 1L << 28;
    return middle ? Float.NaN : (float) exact;
  }

  /** Joins eight digits to a number: neighbors by 10, by 100 and by 10,000. */
  private static long number(long eight) {
    long pairs = ((eight & 0x0F0F0F0F0F0F0F0FL) * (1 + (10 << 8))) >>> 8;
    long fours = ((pairs & 0x00FF00FF00FF00FFL) * (1 + (100 << 16))) >>> 16;
    return ((fours & 0x0000FFFF0000FFFFL) * (1 + (10_000L << 32))) >>> 32;
  }

  private static int openingBracket(byte[] json) {
    int brace = afterSpace(json, 0);
    int name = afterSpace(json, brace + 1);
    int colon = afterSpace(json, name + NAME.length);
    int bracket = afterSpace(json, colon + 1);
    boolean found =
        at(json, brace) == '{'
            && at(json, colon) == ':'
            && at(json, bracket) == '['
            && Arrays.equals(json, name, name + NAME.length, NAME, 0, NAME.length);
    return found ? bracket : UNSUPPORTED;
  }

  private static int afterSpace(byte[] json, int place) {
    int end = place;
    while (at(json, end) <= ' ' && " \n\r\t".indexOf(at(json, end)) >= 0) {
      end++;
    }
    return end;
  }

  private static long eightAt(byte[] json, int place) {
    return place <= json.length - Long.BYTES
        ? (long) LONGS.get(json, place)
        : (long) LONGS.get(Arrays.copyOfRange(json, place, place + Long.BYTES), 0);
  }

  private static int at(byte[] json, int place) {
    return place < json.length ? json[place] : 0;
  }
}
