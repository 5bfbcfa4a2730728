package io.github.titanembeddings.model.internal.image.source;

import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.model.internal.image.ImagePolicy;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An image as it was when it was looked up: a file that is written to since is refused. */
public record HeldSource(ImageData image) implements ImageSource {
  @Override
  public @Nullable ImageData inMemory() {
    return image instanceof MemoryImage ? image : null;
  }

  @Override
  public CompletableFuture<OptionalLong> byteCount(Executor executor) {
    return CompletableFuture.completedFuture(OptionalLong.of(image.size()));
  }

  @Override
  public CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor) {
    return CompletableFuture.completedFuture(image);
  }

  @Override
  public String toString() {
    return image.label();
  }
}
