package io.github.titanembeddings.model.internal.image.source;

import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.model.internal.image.ImagePolicy;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Bytes in memory. */
public record MemorySource(MemoryImage image) implements ImageSource {
  public static MemorySource of(ByteBuffer bytes) {
    return new MemorySource(new MemoryImage(bytes));
  }

  @Override
  public ImageData inMemory() {
    return image;
  }

  @Override
  public CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor) {
    return CompletableFuture.completedFuture(image);
  }

  @Override
  public String toString() {
    return image.size() + " bytes";
  }
}
