package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads an object part by part. Not thread-safe. */
public final class ObjectStream extends InputStream {
  private static final int PART_BYTES = 4 * 1024 * 1024;

  private final S3Uri uri;
  private final PartReader parts;
  private @Nullable ObjectPart part;
  private long partStart;
  private int position;

  @FunctionalInterface
  public interface PartReader {
    CompletableFuture<ObjectPart> read(long offset, int length);
  }

  public ObjectStream(S3Uri uri, PartReader parts) {
    this.uri = uri;
    this.parts = parts;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    ObjectPart current = part;
    if (current == null) {
      current = readPart(0);
    } else if (position == current.bytes().length) {
      long next = partStart + position;
      if (next >= current.totalSize()) {
        return -1;
      }
      current = readNext(current, next);
    }
    if (current.bytes().length == 0) {
      return -1;
    }
    int count = Math.min(length, current.bytes().length - position);
    System.arraycopy(current.bytes(), position, target, offset, count);
    position += count;
    return count;
  }

  private ObjectPart readNext(ObjectPart before, long start) {
    ObjectPart next = readPart(start);
    if (next.bytes().length == 0
        || next.totalSize() != before.totalSize()
        || !next.version().equals(before.version())) {
      throw new StorageException(
          StorageException.Kind.CHANGED, uri, "the object changed while it was read", null);
    }
    return next;
  }

  private ObjectPart readPart(long start) {
    ObjectPart read = Futures.await(parts.read(start, PART_BYTES));
    if (read.bytes().length == 0 && start < read.totalSize()) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE, uri, "a response without the requested bytes", null);
    }
    part = read;
    partStart = start;
    position = 0;
    return read;
  }
}
