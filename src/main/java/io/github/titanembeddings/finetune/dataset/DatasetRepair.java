package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.check.ValidationSettings;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.finetune.dataset.internal.repair.RepairRun;
import io.github.titanembeddings.finetune.dataset.internal.repair.RepairSettings;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a repaired copy of a dataset: the valid lines, byte for byte, and a list of the dropped
 * lines with the reasons. On request, images that exceed the limits are scaled or converted, faulty
 * captions are replaced, lines with chosen warnings are dropped, and leaked lines are moved to the
 * training manifest. Existing manifests and images are never changed. Immutable; concurrent runs
 * need different folders.
 *
 * <p>Lines that cannot be repaired are dropped: small images are not enlarged, long and narrow ones
 * not cropped. A changed line loses its unknown attributes. Each dropped line takes a few hundred
 * bytes of memory.
 *
 * <pre>{@code
 * RepairResult result =
 *     DatasetRepair.builder(validator)
 *         .repairedImages("s3://shop/repaired")
 *         .build()
 *         .repair(Path.of("repaired"));
 * System.out.println(result.dropped() + ": " + result.droppedLines());
 * }</pre>
 */
public final class DatasetRepair {
  private final RepairSettings settings;

  private DatasetRepair(RepairSettings settings) {
    this.settings = settings;
  }

  /** Returns a new builder for the dataset that a validator checks. */
  public static Builder builder(DatasetValidator validator) {
    return new Builder(validator.settings());
  }

  /**
   * Validates the dataset, writes {@code train.jsonl}, {@code validation.jsonl} and {@code
   * dropped.jsonl} to a folder, and validates the repaired dataset. The files replace earlier ones
   * together or not at all: they are written to a temporary folder inside this one and renamed
   * after validation. If the process is killed between the renames, the next run in this folder
   * completes them.
   *
   * @throws IOException if the folder cannot be written to, the disk is full, or a file cannot be
   *     replaced; the files of an earlier run are then unchanged
   * @throws InvalidRequestException if a manifest cannot be read, or one of the three files is the
   *     same file as a manifest to repair, also through a link or a {@link
   *     io.github.titanembeddings.storage.LocalObjectStore}
   * @throws StorageException if a new image cannot be written
   * @throws TransportException if the thread is interrupted
   */
  public RepairResult repair(Path folder) throws IOException {
    return repair(folder, progress -> {});
  }

  /**
   * Same as {@link #repair(Path)}, but reports the progress of validating the original dataset, as
   * {@link DatasetValidator#validate(Consumer)} does.
   *
   * @throws IOException if the folder cannot be written to, the disk is full, or a file cannot be
   *     replaced; the files of an earlier run are then unchanged
   */
  public RepairResult repair(Path folder, Consumer<DatasetProgress> listener) throws IOException {
    Objects.requireNonNull(listener, "listener");
    return new RepairRun(settings, folder, DatasetReport::new).run(listener);
  }

  @Override
  public String toString() {
    return "DatasetRepair[" + settings.original().training().location() + "]";
  }

  /** Builder for {@link DatasetRepair}. Not thread-safe. */
  public static final class Builder {
    private final ValidationSettings original;
    private @Nullable S3Uri repairedImages;
    private @Nullable BiFunction<TrainingExample, List<Violation>, @Nullable String> captioner;
    private Set<String> droppedWarnings = Set.of();
    private boolean stripsHtml;
    private boolean movesLeaked;

    private Builder(ValidationSettings original) {
      this.original = original;
    }

    /**
     * Sets the {@code s3://} folder, in the store of the images, for scaled copies of images that
     * are too large and converted copies of those that are neither PNG nor JPEG; null, the default,
     * drops them. A copy is named by a hash of the original's name.
     *
     * @throws InvalidRequestException if it is not an {@code s3://} URI
     */
    public Builder repairedImages(@Nullable String folder) {
      repairedImages =
          folder == null ? null : S3Uri.of(folder.endsWith("/") ? folder : folder + "/");
      return this;
    }

    /**
     * Sets the function that supplies a new caption for one that has a violation; null, the
     * default, drops lines whose caption has an error. The function is called on the repairing
     * thread with the example (with an empty caption if it is missing) and the caption's errors and
     * warnings. For {@code caption.repeated} and {@code caption.numbered}, it is called for each
     * image of a group after the first {@link Limit#CAPTION_IMAGES}. It returns the new caption, or
     * null to drop the line.
     */
    public Builder captions(
        @Nullable BiFunction<TrainingExample, List<Violation>, @Nullable String> captioner) {
      this.captioner = captioner;
      return this;
    }

    /**
     * Also drops lines with a warning of one of these codes, such as {@code image-ref.leaked}; an
     * unknown code has no effect. {@code image.leaked} and {@code image.duplicate} require a
     * validator with {@link DatasetValidator.Builder#fullHash}, so that an image is dropped only if
     * it is byte-for-byte identical to the other. The codes of a {@link ContentCheck} require a
     * validator that runs this check. A warning about an image drops every line that references the
     * image. {@code caption.contradictory} drops all lines that contradict each other. {@code
     * caption.repeated} and {@code caption.numbered} keep the lines of the first {@link
     * Limit#CAPTION_IMAGES} images of each group and drop those of the others.
     *
     * <p>{@code image.near-duplicate} and {@code image.duplicate} keep the first copy, whatever its
     * caption, and drop the others even if the first is itself dropped, for example because of an
     * error. Similarly, {@code image.near-leaked} and {@code image.leaked} drop the validation line
     * even if the training line is dropped. To keep a valid copy, first run a separate repair that
     * drops only lines with an error or {@code caption.blank}.
     */
    public Builder dropWarnings(String... codes) {
      droppedWarnings = Set.copyOf(List.of(codes));
      return this;
    }

    /**
     * Sets whether captions with HTML are reduced to their text. Requires a validator with {@link
     * ContentCheck#CAPTION_TEXT}. Line breaks and block elements are replaced by spaces, images by
     * their {@code alt} text. The text is validated again, except for checks that compare captions,
     * such as {@code caption.repeated}; those may require a second repair. If markup leaves no text
     * or the text has a violation, the {@link #captions} function supplies the caption. Without a
     * function, the line is dropped if no text is left, or if the text has an error or a warning
     * listed in {@link #dropWarnings}.
     *
     * <p>{@code caption.html} hides the other findings of {@link ContentCheck#CAPTION_TEXT} and
     * {@link ContentCheck#CAPTION_LANGUAGE} on the same caption. Pass every code to be dropped to
     * {@link #dropWarnings}, not only the codes that a report lists.
     */
    public Builder stripHtml(boolean strip) {
      stripsHtml = strip;
      return this;
    }

    /**
     * Sets whether lines of the validation manifest whose image is also in training are moved to
     * the end of the training manifest: those with {@code image-ref.leaked}, {@code image.leaked}
     * or {@code image.near-leaked}, including further validation lines with the same image. The
     * moved lines are duplicates in training, which another repair can drop. Dropped lines are not
     * moved, nor are lines with {@code example.leaked}, which are already in training.
     */
    public Builder moveLeaked(boolean move) {
      movesLeaked = move;
      return this;
    }

    /**
     * Builds the repair; reads nothing yet.
     *
     * @throws IllegalStateException if a manifest is a stream, which cannot be read twice; if
     *     {@link #repairedImages} is set without a store of images; if {@link #dropWarnings} names
     *     {@code image.leaked} or {@code image.duplicate} without {@link
     *     DatasetValidator.Builder#fullHash}; or if {@link #dropWarnings} or {@link #stripHtml}
     *     requires a content check that the validator does not run
     */
    public DatasetRepair build() {
      ManifestSource validation = original.validation();
      if (!original.training().repeatable() || (validation != null && !validation.repeatable())) {
        throw new IllegalStateException("a stream can be read only once: use a file or an object");
      }
      if (repairedImages != null && original.images() == null) {
        throw new IllegalStateException("repairedImages(...) requires images(store)");
      }
      if (!original.fullHash()
          && (droppedWarnings.contains(ViolationCodes.IMAGE_LEAKED)
              || droppedWarnings.contains(ViolationCodes.IMAGE_DUPLICATE))) {
        throw new IllegalStateException("dropping equal images requires fullHash(true)");
      }
      droppedWarnings.forEach(this::requireCheck);
      if (stripsHtml) {
        requireCheck(ViolationCodes.CAPTION_HTML);
      }
      return new DatasetRepair(
          new RepairSettings(
              original, repairedImages, captioner, droppedWarnings, stripsHtml, movesLeaked));
    }

    private void requireCheck(String code) {
      List<ContentCheck> checks =
          Stream.of(ContentCheck.values()).filter(check -> check.codes().contains(code)).toList();
      if (!checks.isEmpty() && Collections.disjoint(checks, original.contentChecks())) {
        throw new IllegalStateException(
            "dropWarnings or stripHtml needs the findings of "
                + code
                + "; on the validator, set contentChecks(...) with "
                + checks.stream().map(ContentCheck::name).collect(Collectors.joining(" or "))
                + (checks.get(0).needsImages() ? ", and images(store)" : ""));
      }
    }
  }
}
