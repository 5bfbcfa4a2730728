package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.check.Validation;
import io.github.titanembeddings.finetune.dataset.internal.check.ValidationSettings;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limits;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Validates a dataset before a model is fine-tuned with it: manifests, captions, and images by
 * their headers. An invalid dataset is described by the {@link DatasetReport}; no exception is
 * thrown. Immutable and thread-safe.
 *
 * <pre>{@code
 * DatasetReport report =
 *     DatasetValidator.builder()
 *         .training(DatasetManifest.fromS3(store, "s3://shop/train.jsonl"))
 *         .validation(DatasetManifest.fromS3(store, "s3://shop/validation.jsonl"))
 *         .images(store)
 *         .build()
 *         .validate();
 * System.out.println(report.toText());
 * }</pre>
 *
 * <p>Of each image the validator reads the first 64 KB, or 16 KB of a local file, and the last
 * 1,024 bytes, which contain the end marker of a complete image. It reads further parts only if the
 * header is longer. Duplicates are found by 64-bit fingerprints, which take about 140 bytes of
 * memory per line. The probability that any two of 550,000 different texts have the same
 * fingerprint is about one in a hundred million.
 */
public final class DatasetValidator {
  private final ValidationSettings settings;

  private DatasetValidator(ValidationSettings settings) {
    this.settings = settings;
  }

  /** Returns a new builder with the documented limits. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Validates the dataset; blocks until it has been read.
   *
   * @throws TransportException if the thread was interrupted
   */
  public DatasetReport validate() {
    return validate(progress -> {});
  }

  /**
   * Same as {@link #validate()}, but reports the progress at most ten times a second, and once at
   * the end. The listener is called on the calling thread; its exceptions are logged and ignored.
   */
  public DatasetReport validate(Consumer<DatasetProgress> listener) {
    Objects.requireNonNull(listener, "listener");
    return new DatasetReport(new Validation(settings, listener, found -> {}).run());
  }

  ValidationSettings settings() {
    return settings;
  }

  @Override
  public String toString() {
    ManifestSource validation = settings.validation();
    return "DatasetValidator["
        + settings.training().location()
        + ", "
        + (validation == null ? null : validation.location())
        + "]";
  }

  /** Builder for a {@link DatasetValidator}. Not thread-safe. */
  public static final class Builder {
    private @Nullable DatasetManifest training;
    private @Nullable DatasetManifest validation;
    private @Nullable ObjectStore images;
    private List<S3Uri> allowedPrefixes = List.of();
    private Limits limits = Limits.titanMultimodalG1();
    private int maxViolations = 100;
    private int imagesInFlight = 256;
    private boolean fullHash;
    private Set<ContentCheck> contentChecks = Set.of();
    private Timing timing = Timing.SYSTEM;

    private Builder() {}

    /** Sets the training manifest; required. */
    public Builder training(DatasetManifest manifest) {
      training = Objects.requireNonNull(manifest, "manifest");
      return this;
    }

    /** Sets the validation manifest; a missing one, or null, is a violation. */
    public Builder validation(@Nullable DatasetManifest manifest) {
      validation = manifest;
      return this;
    }

    /** Sets the store of the images; without one, or with null, images are not checked. */
    public Builder images(@Nullable ObjectStore store) {
      images = store;
      return this;
    }

    /**
     * Sets the folders that the job's role may read. Images and manifests in S3 must be within one
     * of them. By default all are allowed.
     *
     * @throws InvalidRequestException if one is not an {@code s3://} URI
     */
    public Builder allowedPrefixes(String... uris) {
      allowedPrefixes = Stream.of(uris).map(S3Uri::of).toList();
      return this;
    }

    /** Sets the limits to check against; by default the documented limits. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Sets the maximum number of violations that the report keeps, errors before warnings; 100 by
     * default. All are counted.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxViolations(int count) {
      maxViolations = atLeastOne("maxViolations", count);
      return this;
    }

    /**
     * Sets the maximum number of images that are read at the same time; 256 by default. An S3
     * client needs as many connections: {@code S3ObjectStore.create(256)}.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder imagesInFlight(int count) {
      imagesInFlight = atLeastOne("imagesInFlight", count);
      return this;
    }

    /**
     * Sets whether images are compared by all of their bytes, for which each is read completely; by
     * default they are compared by their size and their first bytes. An image larger than {@code
     * Limit.DECODE_BYTES}, 100 MB by default, is then never reported as a duplicate.
     */
    public Builder fullHash(boolean whole) {
      fullHash = whole;
      return this;
    }

    /** Turns on all {@linkplain #contentChecks(Set) content checks}. */
    public Builder contentChecks() {
      return contentChecks(EnumSet.allOf(ContentCheck.class));
    }

    /**
     * Sets the content checks; none by default. They find images and captions that the service
     * accepts but that waste training or distort validation, and report them as warnings.
     *
     * <pre>{@code
     * builder.contentChecks(EnumSet.complementOf(EnumSet.of(ContentCheck.CAPTION_LANGUAGE)));
     * }</pre>
     *
     * <p>The checks of images require {@link #images}; without it they are skipped. {@link
     * ContentCheck#COPIES} and {@link ContentCheck#IMAGE_DETAIL} read in full every image that has
     * no error, up to 8 at a time, and decode as many at a time as there are processors; large
     * images are decoded at a lower resolution. Older JDKs cannot decode all CMYK images; add
     * {@code com.twelvemonkeys.imageio:imageio-jpeg} to the class path. A temporary file, deleted
     * at the end, takes up to 6 KB per image; if it cannot be written, {@code validate} throws an
     * {@link java.io.UncheckedIOException}.
     */
    public Builder contentChecks(Set<ContentCheck> checks) {
      contentChecks = Set.copyOf(Objects.requireNonNull(checks, "checks"));
      return this;
    }

    Builder timing(Timing timing) {
      this.timing = timing;
      return this;
    }

    private static int atLeastOne(String name, int count) {
      if (count < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, was " + count);
      }
      return count;
    }

    /**
     * Builds the validator, without reading anything.
     *
     * @throws IllegalStateException if there is no training manifest
     */
    public DatasetValidator build() {
      if (training == null) {
        throw new IllegalStateException("a training manifest is required");
      }
      return new DatasetValidator(
          new ValidationSettings(
              training.source(),
              validation == null ? null : validation.source(),
              images,
              allowedPrefixes,
              limits,
              maxViolations,
              imagesInFlight,
              fullHash,
              contentChecks,
              timing));
    }
  }
}
