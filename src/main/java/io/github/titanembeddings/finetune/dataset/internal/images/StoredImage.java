package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageChangedException;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** An image read whole out of a store, in two requests at most. */
public final class StoredImage {
  private static final int FIRST = 1024 * 1024;

  private StoredImage() {}

  /** Thrown when an image has too many bytes to be read. */
  public static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException(long size) {
      super(String.format(Locale.ROOT, "%,d bytes", size));
    }

    public Violation violation(String place, String limit) {
      return Violation.error(place, ViolationCodes.IMAGE_TOO_LARGE)
          .actual(String.valueOf(getMessage()))
          .limit(limit)
          .remedy("make the image smaller")
          .build();
    }
  }

  public static MemoryImage read(ObjectStore store, S3Uri uri, long most)
      throws IOException, TooLargeException {
    ObjectPart first = Futures.await(store.read(uri, 0, FIRST));
    if (first.totalSize() > most) {
      throw new TooLargeException(first.totalSize());
    }
    int start = first.bytes().length;
    if (start == first.totalSize()) {
      return new MemoryImage(
          ByteBuffer.wrap(first.bytes()), Abbreviate.withoutSecrets(uri.toString()));
    }
    int left = (int) (first.totalSize() - start);
    ObjectPart rest = Futures.await(store.read(uri, start, left));
    if (rest.bytes().length != left || !rest.version().equals(first.version())) {
      throw new ImageChangedException();
    }
    byte[] all = Arrays.copyOf(first.bytes(), start + left);
    System.arraycopy(rest.bytes(), 0, all, start, left);
    return new MemoryImage(ByteBuffer.wrap(all), Abbreviate.withoutSecrets(uri.toString()));
  }
}
