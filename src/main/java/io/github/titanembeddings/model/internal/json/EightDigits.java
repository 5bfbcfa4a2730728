package io.github.titanembeddings.model.internal.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads up to eight ASCII digits at once, as the eight bytes of a long: the first digit is the
 * lowest. It branches for none of them, since how many there are can't be foreseen.
 */
final class EightDigits {
  static final int COUNT = 8;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_HALVES = 0xF0F0F0F0F0F0F0F0L;
  private static final long SIXES = 0x0606060606060606L;
  private static final long THREES = 0x3333333333333333L;
  private static final long[] POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private EightDigits() {}

  /** The eight bytes from a place on; zeros after the end of the text. */
  static long at(byte[] text, int place) {
    return place <= text.length - COUNT ? (long) LONGS.get(text, place) : atEnd(text, place);
  }

  private static long atEnd(byte[] text, int place) {
    long bytes = 0;
    for (int at = place; at < text.length; at++) {
      bytes |= (text[at] & 0xFFL) << (Byte.SIZE * (at - place));
    }
    return bytes;
  }

  /** Whether all eight bytes are digits. */
  static boolean areAll(long bytes) {
    return digits(bytes) == THREES;
  }

  /** How many of the bytes are digits, up to the first that is none. */
  static int count(long bytes) {
    return Long.numberOfTrailingZeros(digits(bytes) ^ THREES) / Byte.SIZE;
  }

  /** Makes digits to 0x33: they are 0x30 to 0x39, so the high half stays 3 when 6 is added. */
  private static long digits(long bytes) {
    return (bytes & HIGH_HALVES) | (((bytes + SIXES) & HIGH_HALVES) >>> 4);
  }

  /** Appends so many digits, the first ones, to a number. They are moved to the end to be read. */
  static long append(long number, long bytes, int count) {
    int halfOfRest = (COUNT - count) * (Byte.SIZE / 2);
    return number * POWERS[count] + number(bytes << halfOfRest << halfOfRest);
  }

  /** Appends all eight digits to a number. */
  static long append(long number, long bytes) {
    return number * POWERS[COUNT] + number(bytes);
  }

  /** Joins neighbours, twice as many in each step: by 10, by 100 and by 10,000. */
  private static long number(long bytes) {
    long pairs = ((bytes & 0x0F0F0F0F0F0F0F0FL) * (1 + (10 << 8))) >>> 8;
    long fours = ((pairs & 0x00FF00FF00FF00FFL) * (1 + (100 << 16))) >>> 16;
    return ((fours & 0x0000FFFF0000FFFFL) * (1 + (10_000L << 32))) >>> 32;
  }
}
