package io.github.titanembeddings.internal.image;

import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An image in memory. */
public final class MemoryImage implements ImageData {
  /** The label of an image without a path or URI. */
  public static final String UNNAMED = "the image";

  private final ByteBuffer bytes;
  private final String label;

  /** Creates an image of the bytes between a buffer's position and limit, which are not copied. */
  public MemoryImage(ByteBuffer bytes) {
    this(bytes, UNNAMED);
  }

  /** Same as {@link #MemoryImage(ByteBuffer)}, but with a label for messages. */
  public MemoryImage(ByteBuffer bytes, String label) {
    this.bytes = bytes.slice().asReadOnlyBuffer();
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public long size() {
    return bytes.limit();
  }

  @Override
  public int read(long position, byte[] target) {
    int length = (int) Math.max(0, Math.min(target.length, bytes.limit() - position));
    if (length > 0) {
      bytes.get((int) position, target, 0, length);
    }
    return length;
  }

  @Override
  public InputStream open() {
    return new BufferStream(bytes.duplicate());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemoryImage that && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  private static final class BufferStream extends InputStream {
    private final ByteBuffer rest;

    private BufferStream(ByteBuffer rest) {
      this.rest = rest;
    }

    @Override
    public int read() {
      return rest.hasRemaining() ? rest.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length > 0 && !rest.hasRemaining()) {
        return -1;
      }
      int count = Math.min(length, rest.remaining());
      rest.get(target, offset, count);
      return count;
    }
  }
}
