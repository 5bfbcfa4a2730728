package io.github.titanembeddings.support.image;

import io.github.titanembeddings.internal.image.ImageData;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** An image in memory that counts the bytes read. */
public final class CountingImage implements ImageData {
  private final byte[] bytes;
  private final int length;
  private int reads;
  private long bytesRead;

  public CountingImage(byte[] bytes) {
    this(bytes, bytes.length);
  }

  /** The beginning of an image. */
  public CountingImage(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  public int reads() {
    return reads;
  }

  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public long size() {
    return length;
  }

  @Override
  public int read(long position, byte[] target) {
    int count = (int) Math.max(0, Math.min(target.length, length - position));
    System.arraycopy(bytes, (int) Math.min(position, length), target, 0, count);
    reads++;
    bytesRead += count;
    return count;
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes, 0, length);
  }
}
