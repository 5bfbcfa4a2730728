package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.support.TestImages;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** A store in virtual time that returns the size of its image at once and the image later. */
record SlowStore(VirtualTime time, long millis) implements ReadOnlyStore {
  private static final byte[] IMAGE = TestImages.png(20, 20);

  @Override
  public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
    int from = (int) offset;
    byte[] bytes = Arrays.copyOfRange(IMAGE, from, Math.min(IMAGE.length, from + length));
    return time.after(length == 1 ? 0 : millis, new ObjectPart(bytes, IMAGE.length, "1"));
  }
}
