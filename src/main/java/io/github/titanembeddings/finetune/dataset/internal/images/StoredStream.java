package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads an object part by part. */
public final class StoredStream extends InputStream {
  private static final int PART_BYTES = 4 * 1024 * 1024;

  private final ObjectStore store;
  private final S3Uri uri;
  private @Nullable ObjectPart part;
  private long partStart;
  private int position;

  public StoredStream(ObjectStore store, S3Uri uri) {
    this.store = store;
    this.uri = uri;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
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
          StorageException.Kind.FAILED, uri, "it changed while it was read", null);
    }
    return next;
  }

  private ObjectPart readPart(long start) {
    ObjectPart read = Futures.await(store.read(uri, start, PART_BYTES));
    if (read.bytes().length == 0 && start < read.totalSize()) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE, uri, "an answer without the bytes asked for", null);
    }
    part = read;
    partStart = start;
    position = 0;
    return read;
  }
}
