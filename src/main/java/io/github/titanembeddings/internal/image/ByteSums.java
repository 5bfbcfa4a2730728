package io.github.titanembeddings.internal.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Sums rows of unsigned bytes by column, eight bytes at a time; a sum is at most 65,535. */
final class ByteSums {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EVEN_BYTES = 0x00FF00FF00FF00FFL;

  private final int length;
  private final byte[] row;
  private final long[] even;
  private final long[] odd;
  private final int[] sums;

  ByteSums(int length) {
    int longs = (length + 7) / 8;
    this.length = length;
    this.row = new byte[8 * longs];
    this.even = new long[longs];
    this.odd = new long[longs];
    this.sums = new int[8 * longs];
  }

  /** Adds a row a number of times. */
  void add(byte[] bytes, int from, int times) {
    System.arraycopy(bytes, from, row, 0, length);
    for (int i = 0; i < even.length; i++) {
      long eight = (long) LONGS.get(row, 8 * i);
      even[i] += times * (eight & EVEN_BYTES);
      odd[i] += times * (eight >>> 8 & EVEN_BYTES);
    }
  }

  /** Returns the sums, in an array that the next call overwrites, and starts again. */
  int[] take() {
    for (int i = 0; i < even.length; i++) {
      for (int pair = 0; pair < 4; pair++) {
        sums[8 * i + 2 * pair] = (int) (even[i] >>> (16 * pair) & 0xFFFF);
        sums[8 * i + 2 * pair + 1] = (int) (odd[i] >>> (16 * pair) & 0xFFFF);
      }
    }
    Arrays.fill(even, 0);
    Arrays.fill(odd, 0);
    return sums;
  }
}
