package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.check.Validation;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.finetune.dataset.internal.repair.RepairRun;
import io.github.titanembeddings.finetune.dataset.internal.report.ReportData;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes of a set with errors one without: the good lines, byte for byte, and a list of the rest
 * with the reasons. On request it makes smaller or converted copies of images, and asks for other
 * captions. It writes to no manifest or image that was there before. Immutable; a mender may be
 * used by several threads if its folders differ.
 *
 * <p>What it can't mend is dropped: an image that is too small is not enlarged, and one that is too
 * long and narrow is not cropped. A line that is changed loses its unknown attributes. Each dropped
 * line takes some hundred bytes of memory.
 */
public final class DatasetRepair {
  private final Settings settings;

  private DatasetRepair(Settings settings) {
    this.settings = settings;
  }

  /** What a mending is told. */
  public record Settings(
      ManifestSource training,
      @Nullable ManifestSource validation,
      @Nullable ObjectStore images,
      List<String> allowedPrefixes,
      @Nullable S3Uri mendedImages,
      @Nullable Captioner captioner,
      Set<String> droppedWarnings,
      Limits limits) {
    public ReportData check(
        ManifestSource trainingManifest,
        @Nullable ManifestSource validationManifest,
        DatasetListener listener) {
      DatasetValidator.Builder validator = DatasetValidator.builder();
      if (validationManifest != null) {
        validator.validation(new DatasetManifest(validationManifest));
      }
      validator
          .training(new DatasetManifest(trainingManifest))
          .images(images)
          .allowedPrefixes(allowedPrefixes.toArray(String[]::new))
          .limits(limits)
          .repeatsConfirmed(
              droppedWarnings.contains(ViolationCodes.IMAGE_LEAKED)
                  || droppedWarnings.contains(ViolationCodes.IMAGE_DUPLICATE));
      return new Validation(validator.settings(), listener).run();
    }
  }

  /** Writes a caption for an image whose own has a violation. */
  @FunctionalInterface
  public interface Captioner {
    /**
     * The new caption, or null to drop the line. Called in the thread that mends.
     *
     * @param example the image, with its old caption, or an empty one if it had none
     * @param problems what is wrong with the caption, errors and warnings
     */
    @Nullable String caption(TrainingExample example, List<Violation> problems);
  }

  /** Starts with the documented limits and nothing to mend. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Checks the set, writes {@code train.jsonl}, {@code validation.jsonl} and {@code dropped.jsonl}
   * to a folder, and checks the repaired set. The files replace earlier ones together or not at
   * all: they are written to a temporary folder inside this one and renamed after they have been
   * checked. If the process is killed between the renames, the next run in this folder completes
   * them.
   *
   * @throws IOException if the folder cannot be written to, the disk is full, or a file cannot be
   *     replaced; the files of an earlier run are then unchanged
   * @throws InvalidRequestException if a manifest cannot be read, or one of the three files is the
   *     same file as a manifest to repair, also through a link or a {@link
   *     io.github.titanembeddings.storage.LocalObjectStore}
   * @throws StorageException if a new image can't be written
   * @throws TransportException if the thread was interrupted
   */
  public RepairResult mend(Path folder) throws IOException {
    return mend(folder, progress -> {});
  }

  /** Likewise, with a listener to the check of the set as it was. */
  public RepairResult mend(Path folder, DatasetListener listener) throws IOException {
    RepairRun.Result result = new RepairRun(settings, folder).run(listener);
    return new RepairResult(
        result.files(),
        result.dropped(),
        result.images(),
        result.captions(),
        new DatasetReport(result.before()),
        new DatasetReport(result.after()));
  }

  @Override
  public String toString() {
    return "DatasetRepair[" + settings.training + ", " + settings.validation + "]";
  }

  /** Collects what to mend and how. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable DatasetManifest training;
    private @Nullable DatasetManifest validation;
    private @Nullable ObjectStore images;
    private List<String> allowedPrefixes = List.of();
    private @Nullable S3Uri mendedImages;
    private @Nullable Captioner captioner;
    private Set<String> droppedWarnings = Set.of();
    private Limits limits = Limits.titanMultimodalG1();

    private Builder() {}

    /** The manifest to learn from; required, and no stream, since it is read twice. */
    public Builder training(DatasetManifest manifest) {
      training = Objects.requireNonNull(manifest, "manifest");
      return this;
    }

    /** The manifest to measure by; none if null. */
    public Builder validation(@Nullable DatasetManifest manifest) {
      validation = manifest;
      return this;
    }

    /** Where the images lie; null, the default, leaves them unchecked. */
    public Builder images(@Nullable ObjectStore store) {
      images = store;
      return this;
    }

    /** The folders that the job's role may read; none, the default, allows all. */
    public Builder allowedPrefixes(String... uris) {
      allowedPrefixes = List.of(uris);
      return this;
    }

    /**
     * Has images that are too large, or neither PNG nor JPEG, made to fit, and written under this
     * {@code s3://} folder of the store of images; null, the default, drops them. The names are
     * hashes of those of the originals.
     *
     * @throws InvalidRequestException if it is not an {@code s3://} URI
     */
    public Builder mendedImages(@Nullable String folder) {
      mendedImages = folder == null ? null : S3Uri.of(folder.endsWith("/") ? folder : folder + "/");
      return this;
    }

    /** Has captions with a violation written anew; null, the default, drops those with an error. */
    public Builder captions(@Nullable Captioner captioner) {
      this.captioner = captioner;
      return this;
    }

    /**
     * Drops the lines that have a warning of these codes too, such as {@code image-ref.leaked}. An
     * image is dropped as {@code image.leaked} or {@code image.duplicate} only if all of its bytes
     * equal those of the other image; for these codes, images that seem equal are read in full.
     */
    public Builder dropWarnings(String... codes) {
      droppedWarnings = Set.of(codes);
      return this;
    }

    /** The limits to go by; by default the documented ones. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * The finished mender; nothing is read yet.
     *
     * @throws IllegalStateException if there is no training manifest, a manifest is a stream, or
     *     images shall be mended without a store of them
     */
    public DatasetRepair build() {
      if (training == null) {
        throw new IllegalStateException("a training manifest is required");
      }
      if (!training.source().repeatable()
          || (validation != null && !validation.source().repeatable())) {
        throw new IllegalStateException("a stream can't be mended: it can be read only once");
      }
      if (mendedImages != null && images == null) {
        throw new IllegalStateException("to mend images, set images(store)");
      }
      return new DatasetRepair(
          new Settings(
              training.source(),
              validation == null ? null : validation.source(),
              images,
              allowedPrefixes,
              mendedImages,
              captioner,
              droppedWarnings,
              limits));
    }
  }
}
