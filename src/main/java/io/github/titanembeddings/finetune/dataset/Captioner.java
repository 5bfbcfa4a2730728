package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Supplies the captions of images to a {@link DatasetPublisher}. */
@FunctionalInterface
public interface Captioner {
  /**
   * Returns the caption of an image, or null if it has none. Called on the thread that publishes.
   *
   * @throws IOException if the caption cannot be read; the image is skipped
   * @throws InvalidRequestException if the caption is invalid; the image is skipped. Any other
   *     exception ends the run
   */
  @Nullable String caption(Path image) throws IOException;
}
