package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.FileImage;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A file whose size and time are read for each request. */
public record FileSource(Path file) implements ImageSource {
  public FileSource {
    Objects.requireNonNull(file, "file");
  }

  @Override
  public CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor) {
    return Futures.supply(executor, this::open);
  }

  @Override
  public CompletableFuture<OptionalLong> byteCount() {
    return Futures.supply(Runnable::run, () -> OptionalLong.of(open().size()));
  }

  private ImageData open() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isRegularFile()) {
        return new FileImage(file, attributes);
      }
    } catch (IOException e) {
      throw ImageProblems.unreadable(file.toString(), e);
    }
    throw ImageProblems.refused(
        ViolationCodes.IMAGE_NOT_A_FILE,
        file + " is not a regular file",
        "give an image file",
        null);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
