package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.publish.PublishRun;
import io.github.titanembeddings.finetune.dataset.internal.publish.TrainValidationSplit;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a set to tune a model with out of a folder of pictures and captions: pictures that are too
 * large or of another format are made to fit, all are uploaded, divided into those to learn from
 * and those to measure by, written down in two manifests, and checked where they lie. Immutable and
 * safe for use by several threads.
 *
 * <p>It can be run again after a failure or a change: what is in the store with the same hash is
 * not sent again. Which side a picture is on depends on its bytes and the seed alone. No file
 * outside the folder is read, also not by a symbolic link, and no picture is changed.
 */
public final class DatasetPublisher {
  private final Settings settings;

  private DatasetPublisher(Settings settings) {
    this.settings = settings;
  }

  /** What a building is told. */
  public record Settings(
      Path folder,
      ObjectStore store,
      S3Uri location,
      @Nullable Captioner captioner,
      TrainValidationSplit split,
      Limits limits,
      int uploadsInFlight,
      LongSupplier nanoClock) {
    public S3Uri at(String name) {
      return S3Uri.of(location + name);
    }
  }

  /** Knows the captions of pictures. */
  @FunctionalInterface
  public interface Captioner {
    /**
     * Returns the caption of an image, or null if it has none. Called in the thread that builds. An
     * {@link InvalidRequestException} or an {@link IOException} skips the image; anything else ends
     * the build.
     */
    @Nullable String caption(Path picture) throws IOException;
  }

  /** Starts with the documented limits, captions in text files, and a tenth to measure by. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Builds and uploads the set, in the calling thread and others, and waits for it. A file that
   * cannot be used is skipped and listed in {@link PublishedDataset#skipped()}.
   *
   * @throws IOException if the folder itself cannot be read
   * @throws InvalidRequestException if the images would be written to the folder they are read from
   * @throws StorageException if the store fails; another run resumes from there. If the store
   *     refuses the key of one image, only that image is skipped
   * @throws TransportException if the thread was interrupted; another run goes on from there
   */
  public PublishedDataset build() throws IOException {
    return build(progress -> {});
  }

  /** Likewise, and says how far it is. */
  public PublishedDataset build(PublishListener listener) throws IOException {
    return new PublishRun(settings, Objects.requireNonNull(listener, "listener")).run();
  }

  @Override
  public String toString() {
    return "DatasetPublisher[" + settings.folder + " to " + settings.location + "]";
  }

  /** Collects what to build from, and how. Not safe for use by several threads. */
  public static final class Builder {
    private static final int MAX_UPLOADS = 1_024;

    private @Nullable Path folder;
    private @Nullable ObjectStore store;
    private @Nullable S3Uri location;
    private @Nullable Captioner captioner;
    private double validationShare = 0.1;
    private long seed;
    private Limits limits = Limits.titanMultimodalG1();
    private int uploadsInFlight = 8;
    private LongSupplier nanoClock = System::nanoTime;

    private Builder() {}

    /** The folder of pictures, with all below it; required. */
    public Builder folder(Path folder) {
      this.folder = folder.toAbsolutePath().normalize();
      return this;
    }

    /**
     * Sets the source of the captions. By default they are read from text files in UTF-8 beside the
     * images, {@code a.txt} or {@code a.jpg.txt} for {@code a.jpg} with an extension in any case; a
     * line break becomes a space, and a text file without an image is listed as skipped.
     */
    public Builder captions(Captioner captioner) {
      this.captioner = Objects.requireNonNull(captioner, "captioner");
      return this;
    }

    /**
     * Sets the store and the {@code s3://} folder in it to write to; required. The set consists of
     * {@code train.jsonl}, {@code validation.jsonl} and the images below {@code images/}, each
     * under its own path. Of two paths that differ only in case or Unicode normalization, the
     * second gets a hash, so that each image has its own key in any store. If the store is a {@link
     * io.github.titanembeddings.storage.LocalObjectStore} inside the folder of the images, that
     * output is not read as input.
     *
     * @throws InvalidRequestException if it is not an {@code s3://} URI
     */
    public Builder to(ObjectStore store, String location) {
      this.store = Objects.requireNonNull(store, "store");
      this.location = S3Uri.of(location.endsWith("/") ? location : location + "/");
      return this;
    }

    /**
     * The share of pictures to measure by, and the seed that picks them; 0.1 and 0 by default. The
     * share is met on average.
     *
     * @throws IllegalArgumentException if the share is not between 0 and 1
     */
    public Builder validationShare(double share, long seed) {
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException("share must be between 0 and 1, was " + share);
      }
      validationShare = share;
      this.seed = seed;
      return this;
    }

    /** The limits to go by; by default the documented ones. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * How many pictures are fitted and uploaded at once; 8 by default. Each may take the memory of
     * a decoded picture.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1,024, as each has a thread
     */
    public Builder uploadsInFlight(int count) {
      if (count < 1 || count > MAX_UPLOADS) {
        throw new IllegalArgumentException(
            "uploadsInFlight must be from 1 to " + MAX_UPLOADS + " images, was " + count);
      }
      uploadsInFlight = count;
      return this;
    }

    Builder nanoClock(LongSupplier clock) {
      nanoClock = clock;
      return this;
    }

    /**
     * The finished builder; nothing is read yet.
     *
     * @throws IllegalStateException if there is no folder or no store
     */
    public DatasetPublisher build() {
      if (folder == null || store == null || location == null) {
        throw new IllegalStateException("folder(…) and to(store, location) are required");
      }
      TrainValidationSplit split = new TrainValidationSplit(validationShare, seed);
      return new DatasetPublisher(
          new Settings(
              folder, store, location, captioner, split, limits, uploadsInFlight, nanoClock));
    }
  }
}
