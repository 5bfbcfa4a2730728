package io.github.titanembeddings.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A vector of bits, one per dimension: a thirty-second of the size of an {@link Embedding}. Similar
 * inputs differ in few bits. Immutable and thread-safe.
 *
 * <pre>{@code
 * BinaryEmbedding shoe = BinaryEmbedding.signs(titan.embed(r -> r.text("shoe")).embedding());
 * BinaryEmbedding boot = BinaryEmbedding.signs(titan.embed(r -> r.text("boot")).embedding());
 * int differentBits = shoe.hamming(boot);
 * byte[] stored = shoe.toBytes(); // 128 bytes for 1,024 dimensions
 * }</pre>
 */
public final class BinaryEmbedding {
  private final long[] words; // the first dimension is the highest bit of the first word
  private final int length;

  private BinaryEmbedding(byte[] bytes, int length) {
    words = new long[(length + Long.SIZE - 1) / Long.SIZE];
    ByteBuffer.wrap(Arrays.copyOf(bytes, words.length * Long.BYTES)).asLongBuffer().get(words);
    this.length = length;
  }

  /**
   * Returns an embedding of these bits.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static BinaryEmbedding of(boolean... bits) {
    if (bits.length == 0) {
      throw new IllegalArgumentException("a binary embedding has at least one bit");
    }
    byte[] bytes = new byte[(bits.length + Byte.SIZE - 1) / Byte.SIZE];
    for (int i = 0; i < bits.length; i++) {
      if (bits[i]) {
        bytes[i / Byte.SIZE] |= (byte) (0x80 >>> i % Byte.SIZE);
      }
    }
    return new BinaryEmbedding(bytes, bits.length);
  }

  /**
   * Restores an embedding from {@link #toBytes()}: eight dimensions per byte, the first in the
   * highest bit, as vector databases and NumPy's {@code packbits} pack them.
   *
   * @throws IllegalArgumentException if there are no bytes
   */
  public static BinaryEmbedding fromBytes(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a binary embedding has at least one byte");
    }
    return new BinaryEmbedding(bytes, Math.multiplyExact(bytes.length, Byte.SIZE));
  }

  /** Returns the signs of an embedding: one bit per dimension, set if the value is positive. */
  public static BinaryEmbedding signs(Embedding embedding) {
    boolean[] bits = new boolean[embedding.length()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = embedding.get(i) > 0;
    }
    return of(bits);
  }

  /** Returns the number of dimensions, which is the number of bits. */
  public int length() {
    return length;
  }

  /**
   * Returns the bit at an index.
   *
   * @throws IndexOutOfBoundsException if the index is negative or not less than {@link #length()}
   */
  public boolean get(int index) {
    int bit = Objects.checkIndex(index, length);
    return words[bit / Long.SIZE] << bit % Long.SIZE < 0;
  }

  /**
   * Returns the Hamming distance to another embedding: the number of different bits.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public int hamming(BinaryEmbedding other) {
    Embedding.requireSameLength(length, other.length);
    int different = 0;
    for (int i = 0; i < words.length; i++) {
      different += Long.bitCount(words[i] ^ other.words[i]);
    }
    return different;
  }

  /**
   * Returns the bits, eight per byte, the first in the highest bit; the last byte is padded with
   * zeros if the length is not a multiple of eight.
   */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES);
    bytes.asLongBuffer().put(words);
    return Arrays.copyOf(bytes.array(), (length + Byte.SIZE - 1) / Byte.SIZE);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BinaryEmbedding that
        && length == that.length
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(words) + length;
  }

  @Override
  public String toString() {
    return "BinaryEmbedding[" + length + " dimensions]";
  }
}
