package io.github.titanembeddings.model.internal.image.source;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.model.internal.image.ImagePolicy;
import io.github.titanembeddings.validation.Violation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Something that was given as an image and can't be one; the request's builder says why. */
public record BrokenSource(Violation violation) implements ImageSource {
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
