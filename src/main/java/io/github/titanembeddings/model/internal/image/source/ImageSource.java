package io.github.titanembeddings.model.internal.image.source;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.internal.image.AdmittedImage;
import io.github.titanembeddings.model.internal.image.ImagePolicy;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Where the bytes of an {@link ImageInput} come from. */
public interface ImageSource {
  /**
   * The bytes, if they are in memory already.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if what was given can't be
   *     made into bytes
   */
  default @Nullable ImageData inMemory() {
    return null;
  }

  /**
   * Promises the bytes; what blocks runs on the executor. Fails with InvalidRequestException if
   * there is no such image, or it is larger than the policy takes.
   */
  CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor);

  /** Promises the number of bytes, none of which is read for it; empty if only reading tells. */
  default CompletableFuture<OptionalLong> byteCount(Executor executor) {
    return Futures.supply(
        Runnable::run,
        () -> {
          ImageData image = inMemory();
          return image == null ? OptionalLong.empty() : OptionalLong.of(image.size());
        });
  }

  /** Promises what is known without decoding, reading no more than the header where that helps. */
  default CompletableFuture<ImageInfo> probe(Executor executor) {
    return Futures.map(
        load(ImagePolicy.LENIENT, executor),
        image -> AdmittedImage.info(image.label(), image.size(), AdmittedImage.header(image)));
  }
}
