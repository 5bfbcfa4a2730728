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
  private static final long[] TENS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };
  private static final int MAX_NUMBER_LENGTH = 100;

  /** No number is read further than this from its start, so reads need no check of the end. */
  private static final int PADDING = MAX_NUMBER_LENGTH + 4 * Long.BYTES;

  private static final int MAX_LONG_DIGITS = 17;
  private static final int MAX_POWER_DIGITS = 3;
  private static final long MAX_EXACT = 1L << 53;

  private FastVectorParser() {}

  /**
   * Fills a vector with the numbers of a response, each rounded to the nearest float as {@link
   * Float#parseFloat} does. One loop, since a method per number is not inlined and takes a third
   * longer.
   *
   * @return the index of the array's closing bracket, or {@link #UNSUPPORTED}
   */
  static int read(byte[] response, float[] vector) {
    byte[] json = response;
    int offset = 0;
    int next = openingBracket(json);
    int separator = next < 0 ? 0 : ',';
    for (int i = 0; i < vector.length; i++) {
      if (separator != ',') {
        return UNSUPPORTED;
      }
      int start = afterSpace(json, next + 1);
      if (start > json.length - PADDING) {
        json = Arrays.copyOfRange(json, start, json.length + PADDING);
        offset += start;
        start = 0;
      }
      long head = (long) LONGS.get(json, start);
      int minus = (head & 0xFF) == '-' ? 1 : 0;
      head >>>= minus * Byte.SIZE;
      long digits = (head & 0xFF) - '0';
      if (digits < 0 || digits > 9 || (head >>> Byte.SIZE & 0xFF) != '.') {
        return UNSUPPORTED;
      }
      int fraction = start + minus + 2;
      next = fraction;
      long eight = (long) LONGS.get(json, next);
      int bits = digitBits(eight);
      while (bits == Long.SIZE && next - start <= MAX_NUMBER_LENGTH) {
        digits = digits * TENS[Long.BYTES] + number(eight, bits);
        next += Long.BYTES;
        eight = (long) LONGS.get(json, next);
        bits = digitBits(eight);
      }
      digits = digits * TENS[bits / Byte.SIZE] + number(eight, bits);
      next += bits / Byte.SIZE;
      int exponent = fraction - next;
      if (exponent == 0 || next - start > MAX_NUMBER_LENGTH) {
        return UNSUPPORTED;
      }
      if (-exponent > MAX_LONG_DIGITS) {
        digits = 0; // may have overflowed: nearest returns NaN
      }
      separator = json[next];
      if ((separator | ' ') == 'e') {
        long power = (long) LONGS.get(json, next + 1);
        long sign = power & 0xFF;
        int signLength = sign == '-' || sign == '+' ? 1 : 0;
        power >>>= signLength * Byte.SIZE;
        bits = digitBits(power);
        if (bits == 0 || bits > MAX_POWER_DIGITS * Byte.SIZE) {
          return UNSUPPORTED;
        }
        exponent += (int) (sign == '-' ? -number(power, bits) : number(power, bits));
        next += 1 + signLength + bits / Byte.SIZE;
        separator = json[next];
      }
      float number = nearest((digits ^ -minus) + minus, exponent);
      if (!Float.isFinite(number)) {
        number = Float.parseFloat(new String(json, start, next - start, US_ASCII));
        if (Float.isInfinite(number)) {
          return UNSUPPORTED;
        }
      }
      vector[i] = number;
    }
    return separator == ']' ? offset + next : UNSUPPORTED;
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

  /** Returns the number of bits, a multiple of 8, of the digits that eight bytes begin with. */
  private static int digitBits(long eight) {
    // A digit, 0x30 to 0x39, becomes 0x33: its high half stays 3 when 6 is added.
    long marks = (eight & HIGH_HALVES) | (((eight + SIXES) & HIGH_HALVES) >>> 4);
    return Long.numberOfTrailingZeros(marks ^ THREES) & -Byte.SIZE;
  }

  /** Joins the digits that eight bytes begin with: neighbors by 10, by 100 and by 10,000. */
  private static long number(long eight, int bits) {
    int halfOfRest = (Long.SIZE - bits) / 2; // a shift by 64 would do nothing
    long all = eight << halfOfRest << halfOfRest;
    long pairs = ((all & 0x0F0F0F0F0F0F0F0FL) * (1 + (10 << 8))) >>> 8;
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

  private static int at(byte[] json, int place) {
    return place < json.length ? json[place] : 0;
  }
}
