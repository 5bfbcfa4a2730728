package io.github.titanembeddings.internal.image;

import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * An image in memory: the bytes between a buffer's position and limit, which are not copied, and a
 * label for messages.
 */
public record MemoryImage(ByteBuffer bytes, String label) implements ImageData {
  /** The label of an image without a path or URI. */
  public static final String UNNAMED = "the image";

  public MemoryImage {
    bytes = bytes.slice().asReadOnlyBuffer();
  }

  public MemoryImage(ByteBuffer bytes) {
    this(bytes, UNNAMED);
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
    return new ByteBufferBackedInputStream(bytes.duplicate());
  }
}
