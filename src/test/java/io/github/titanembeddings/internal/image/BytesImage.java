package io.github.titanembeddings.internal.image;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** An image in memory that counts what is read of it. */
final class BytesImage implements ImageData {
  private final byte[] bytes;
  private int reads;
  private long bytesRead;

  BytesImage(byte[] bytes) {
    this.bytes = bytes;
  }

  int reads() {
    return reads;
  }

  long bytesRead() {
    return bytesRead;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int read(long position, byte[] target) {
    int count = (int) Math.max(0, Math.min(target.length, bytes.length - position));
    System.arraycopy(bytes, (int) Math.min(position, bytes.length), target, 0, count);
    reads++;
    bytesRead += count;
    return count;
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }
}
