package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.publish.PublishRun;
import io.github.titanembeddings.finetune.dataset.internal.publish.PublishSettings;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a folder of images and captions as a fine-tuning dataset: scales or converts images
 * that exceed the limits, uploads all images, splits them into a training and a validation set,
 * writes both manifests, and validates the published dataset. Immutable and thread-safe.
 *
 * <p>A run can be repeated after a failure or a change: images that the store already has, by their
 * hash, are not uploaded again. Whether an image is used for training or validation depends only on
 * its bytes and the seed. The folder is only read, and links in it are not followed.
 *
 * <pre>{@code
 * PublishedDataset dataset =
 *     DatasetPublisher.builder()
 *         .folder(Path.of("shoes"))                       // 1.jpg, 1.txt, 2.png, 2.txt, …
 *         .to(S3ObjectStore.create(), "s3://shop/datasets/shoes")
 *         .build()
 *         .publish();
 * dataset.skipped().forEach(System.out::println);
 * dataset.report().orThrow();
 * }</pre>
 */
public final class DatasetPublisher {
  private final PublishSettings settings;

  private DatasetPublisher(PublishSettings settings) {
    this.settings = settings;
  }

  /** Returns a new builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Publishes the dataset; blocks until it is complete. Files that cannot be used are skipped and
   * listed in {@link PublishedDataset#skipped()}.
   *
   * @throws IOException if the folder itself cannot be read
   * @throws InvalidRequestException if the images would be written to the folder they are read from
   * @throws StorageException if the store fails; the next run resumes. If the store rejects the key
   *     of one image, only that image is skipped
   * @throws TransportException if the thread is interrupted; the next run resumes
   */
  public PublishedDataset publish() throws IOException {
    return publish(progress -> {});
  }

  /**
   * Same as {@link #publish()}, but reports the progress at most ten times a second, and once when
   * everything is uploaded. The listener is called on the calling thread; its exceptions are logged
   * and ignored.
   *
   * @throws IOException if the folder itself cannot be read
   */
  public PublishedDataset publish(Consumer<PublishProgress> listener) throws IOException {
    return new PublishRun(settings, Objects.requireNonNull(listener, "listener")).run();
  }

  @Override
  public String toString() {
    return "DatasetPublisher[" + settings.folder() + " to " + settings.location() + "]";
  }

  /** Builder for {@link DatasetPublisher}. Not thread-safe. */
  public static final class Builder {
    private static final int MAX_UPLOADS = 1_024;

    private @Nullable Path folder;
    private @Nullable ObjectStore store;
    private @Nullable S3Uri location;
    private @Nullable Function<Path, @Nullable String> captioner;
    private double validationShare = 0.1;
    private long seed;
    private Limits limits = Limits.titanMultimodalG1();
    private int uploadsInFlight = 8;
    private Timing timing = Timing.SYSTEM;

    private Builder() {}

    /** Sets the folder of images, including its subfolders; required. */
    public Builder folder(Path folder) {
      this.folder = folder.toAbsolutePath().normalize();
      return this;
    }

    /**
     * Sets the function that returns the caption of an image file, or null if it has none. By
     * default captions are read from UTF-8 text files beside the images, {@code a.txt} or {@code
     * a.jpg.txt} for {@code a.jpg} with an extension in any case; a line break becomes a space, and
     * a text file without an image is listed as skipped.
     *
     * <p>The function is called on the thread that publishes. If it throws an {@link
     * UncheckedIOException} or {@link InvalidRequestException}, the image is skipped; any other
     * exception ends the run.
     */
    public Builder captions(Function<Path, @Nullable String> captioner) {
      this.captioner = Objects.requireNonNull(captioner, "captioner");
      return this;
    }

    /**
     * Sets the store and the {@code s3://} folder in it to write to; required. The dataset consists
     * of {@code train.jsonl}, {@code validation.jsonl} and the images below {@code images/}, each
     * under its own path. If two paths differ only in case or Unicode normalization, a hash is
     * added to the second, so that each image has its own key in any store. If the store is a
     * {@link io.github.titanembeddings.storage.LocalObjectStore} inside the folder of the images,
     * that output is not read as input.
     *
     * @throws InvalidRequestException if it is not an {@code s3://} URI
     */
    public Builder to(ObjectStore store, String location) {
      this.store = Objects.requireNonNull(store, "store");
      this.location = S3Uri.of(location.endsWith("/") ? location : location + "/");
      return this;
    }

    /**
     * Sets the average share of images in the validation set, and the seed that selects them; 0.1
     * and 0 by default.
     *
     * @throws IllegalArgumentException if the share is not between 0 and 1, both exclusive
     */
    public Builder validationShare(double share, long seed) {
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException("share must be between 0 and 1, was " + share);
      }
      this.validationShare = share;
      this.seed = seed;
      return this;
    }

    /** Sets the limits; the documented ones by default. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Sets the number of images that are scaled and uploaded concurrently; 8 by default. Each has a
     * thread and may need the memory of a decoded image.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1,024
     */
    public Builder uploadsInFlight(int count) {
      if (count < 1 || count > MAX_UPLOADS) {
        throw new IllegalArgumentException(
            "uploadsInFlight must be from 1 to " + MAX_UPLOADS + " images, was " + count);
      }
      uploadsInFlight = count;
      return this;
    }

    Builder timing(Timing timing) {
      this.timing = timing;
      return this;
    }

    /**
     * Builds the publisher; reads nothing yet.
     *
     * @throws IllegalStateException if the folder or the store is missing
     */
    public DatasetPublisher build() {
      if (folder == null || store == null || location == null) {
        throw new IllegalStateException("folder(…) and to(store, location) are required");
      }
      return new DatasetPublisher(
          new PublishSettings(
              folder,
              store,
              location,
              captioner,
              validationShare,
              seed,
              limits,
              uploadsInFlight,
              timing));
    }
  }
}
