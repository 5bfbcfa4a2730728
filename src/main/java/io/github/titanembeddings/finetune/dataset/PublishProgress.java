package io.github.titanembeddings.finetune.dataset;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * The progress of a {@link DatasetPublisher}. Immutable.
 *
 * @param uploaded the number of images uploaded
 * @param present the number of images not uploaded, since the store had them with the same hash
 * @param skipped the number of files skipped
 * @param bytesUploaded the number of image bytes uploaded
 * @param elapsed the time since the start
 */
public record PublishProgress(
    long uploaded, long present, long skipped, long bytesUploaded, Duration elapsed) {
  public PublishProgress {
    Objects.requireNonNull(elapsed, "elapsed");
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d uploaded (%,d bytes), %,d present, %,d skipped",
        uploaded,
        bytesUploaded,
        present,
        skipped);
  }
}
