package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.check.Validation;
import io.github.titanembeddings.model.TokenEstimator;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks a set of images and captions before a model is tuned with it: manifests, captions, and
 * images by their headers. A bad set gives a {@link DatasetReport} and no exception. Immutable and
 * safe for use by several threads.
 *
 * <p>Of each image the validator reads the first 64 KB, or 16 KB of a local file, and the last
 * 1,024 bytes, in which a complete image has its end; further parts only where the size lies
 * deeper. {@link Builder#imagesInFlight} of them at once. No more of a line is remembered than
 * fingerprints of 64 bits, under 100 bytes in all; that two of 550,000 different texts have the
 * same one, and count as the same text, happens once in a hundred million sets.
 */
public final class DatasetValidator {
  private final Settings settings;

  private DatasetValidator(Settings settings) {
    this.settings = settings;
  }

  /** What a validation is told. */
  public record Settings(
      DatasetManifest training,
      @Nullable DatasetManifest validation,
      @Nullable ObjectStore images,
      List<S3Uri> allowedPrefixes,
      Limits limits,
      TokenEstimator tokenEstimator,
      int maxViolations,
      int imagesInFlight,
      double sampleRate,
      long sampleSeed,
      boolean fullHash,
      boolean repeatsConfirmed,
      LongSupplier nanoClock) {}

  /** Starts with the documented limits and nothing to check. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Checks the set; takes as long as it takes to read it.
   *
   * @throws TransportException if the thread was interrupted
   */
  public DatasetReport validate() {
    return validate(progress -> {});
  }

  /**
   * Checks the set and says how far it is.
   *
   * @throws TransportException if the thread was interrupted
   */
  public DatasetReport validate(DatasetListener listener) {
    return new Validation(settings, Objects.requireNonNull(listener, "listener")).run();
  }

  @Override
  public String toString() {
    return "DatasetValidator[" + settings.training + ", " + settings.validation + "]";
  }

  /** Collects what to check and how. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable DatasetManifest training;
    private @Nullable DatasetManifest validation;
    private @Nullable ObjectStore images;
    private List<S3Uri> allowedPrefixes = List.of();
    private Limits limits = Limits.titanMultimodalG1();
    private TokenEstimator tokenEstimator = TokenEstimator.byCharacters();
    private int maxViolations = 100;
    private int imagesInFlight = 256;
    private double sampleRate;
    private long sampleSeed;
    private boolean fullHash;
    private boolean repeatsConfirmed;
    private LongSupplier nanoClock = System::nanoTime;

    private Builder() {}

    /** The manifest to learn from; required. */
    public Builder training(DatasetManifest manifest) {
      training = Objects.requireNonNull(manifest, "manifest");
      return this;
    }

    /** The manifest to learn from, in a file; required. */
    public Builder training(Path file) {
      return training(DatasetManifest.of(file));
    }

    /** The manifest to measure by; null, the default, is a violation. */
    public Builder validation(@Nullable DatasetManifest manifest) {
      validation = manifest;
      return this;
    }

    /** The manifest to measure by, in a file. */
    public Builder validation(Path file) {
      return validation(DatasetManifest.of(file));
    }

    /** Where the images lie; null, the default, leaves them unchecked, and the report says so. */
    public Builder images(@Nullable ObjectStore store) {
      images = store;
      return this;
    }

    /**
     * The folders that the job's role may read; images and manifests in S3 must lie within one.
     * None, the default, allows all.
     *
     * @throws InvalidRequestException if one is not an {@code s3://} URI
     */
    public Builder allowedPrefixes(String... uris) {
      List<S3Uri> folders = new ArrayList<>();
      for (String uri : uris) {
        folders.add(S3Uri.of(uri));
      }
      allowedPrefixes = List.copyOf(folders);
      return this;
    }

    /** The limits to check by; by default the documented ones. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /** How the tokens of captions are counted. */
    public Builder tokenEstimator(TokenEstimator estimator) {
      tokenEstimator = Objects.requireNonNull(estimator, "estimator");
      return this;
    }

    /**
     * How many violations the report keeps, errors before warnings; 100 by default. All are
     * counted.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxViolations(int count) {
      maxViolations = atLeastOne("maxViolations", count);
      return this;
    }

    /**
     * How many images are read at once; 256 by default. An S3 client that is to do so needs as many
     * connections: {@code S3ObjectStore.create(256)}.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder imagesInFlight(int count) {
      imagesInFlight = atLeastOne("imagesInFlight", count);
      return this;
    }

    /**
     * Reads some images whole and decodes them: 0, the default, none, 1 all. The same seed takes
     * the same images.
     *
     * @throws IllegalArgumentException if the rate is not within 0 and 1
     */
    public Builder decodeSample(double rate, long seed) {
      if (!(rate >= 0 && rate <= 1)) {
        throw new IllegalArgumentException("rate must be within 0 and 1, was " + rate);
      }
      sampleRate = rate;
      sampleSeed = seed;
      return this;
    }

    /**
     * Compares images by all of their bytes, which reads each whole; by default by their size and
     * their first bytes.
     */
    public Builder fullHash(boolean whole) {
      fullHash = whole;
      return this;
    }

    /**
     * Compares all bytes of images that seem equal; the manifests are read twice. Images that
     * cannot be compared count as different.
     */
    Builder repeatsConfirmed(boolean confirmed) {
      repeatsConfirmed = confirmed;
      return this;
    }

    Builder nanoClock(LongSupplier clock) {
      nanoClock = clock;
      return this;
    }

    private static int atLeastOne(String name, int count) {
      if (count < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, was " + count);
      }
      return count;
    }

    /**
     * The finished validator; nothing is read yet.
     *
     * @throws IllegalStateException if there is no training manifest
     */
    public DatasetValidator build() {
      if (training == null) {
        throw new IllegalStateException("a training manifest is required");
      }
      return new DatasetValidator(
          new Settings(
              training,
              validation,
              images,
              allowedPrefixes,
              limits,
              tokenEstimator,
              maxViolations,
              imagesInFlight,
              sampleRate,
              sampleSeed,
              fullHash,
              repeatsConfirmed,
              nanoClock));
    }
  }
}
