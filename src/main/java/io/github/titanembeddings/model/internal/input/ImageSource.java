package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.validation.Violation;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The origin of an image's bytes. */
public interface ImageSource {
  /** Returns a source that reports a violation in place of an image. */
  static ImageSource broken(String code, String actual, String remedy) {
    return new Broken(
        Violation.error(WireNames.INPUT_IMAGE, code).actual(actual).remedy(remedy).build());
  }

  /**
   * Returns the image if it is in memory, else null.
   *
   * @throws InvalidRequestException if the source cannot be an image
   */
  default @Nullable ImageData inMemory() {
    return null;
  }

  /**
   * Reads the image; blocking steps run on the executor. The future fails with {@link
   * InvalidRequestException} if there is no such image, or it is larger than the policy allows.
   */
  CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor);

  /** Returns the size in bytes without reading the image; empty if only reading can tell. */
  default CompletableFuture<OptionalLong> byteCount() {
    return Futures.supply(
        Runnable::run,
        () -> {
          ImageData image = inMemory();
          return image == null ? OptionalLong.empty() : OptionalLong.of(image.size());
        });
  }

  /** Returns the properties of the image without decoding it, from its header if possible. */
  default CompletableFuture<ImageInfo> probe() {
    return Futures.map(load(ImagePolicy.LENIENT, Runnable::run), PreparedImage::info);
  }

  /** A malformed text or URI. */
  record Broken(Violation violation) implements ImageSource {
    @Override
    public ImageData inMemory() {
      throw new InvalidRequestException(violation);
    }

    @Override
    public CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor) {
      return CompletableFuture.failedFuture(new InvalidRequestException(violation));
    }

    @Override
    public String toString() {
      return violation.code();
    }
  }
}
