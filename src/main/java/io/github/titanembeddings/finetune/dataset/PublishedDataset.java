package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.storage.S3Uri;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A set that {@link DatasetPublisher} has built. Immutable and safe to share between threads. */
public final class PublishedDataset {
  private final S3Uri training;
  private final S3Uri validation;
  private final S3Uri images;
  private final PublishProgress summary;
  private final List<SkippedFile> skipped;
  private final DatasetReport report;

  public PublishedDataset(
      S3Uri training,
      S3Uri validation,
      S3Uri images,
      PublishProgress summary,
      List<SkippedFile> skipped,
      DatasetReport report) {
    this.training = training;
    this.validation = validation;
    this.images = images;
    this.summary = summary;
    this.skipped = List.copyOf(skipped);
    this.report = report;
  }

  /** The manifest to learn from. */
  public S3Uri training() {
    return training;
  }

  /** The manifest to measure by. */
  public S3Uri validation() {
    return validation;
  }

  /** The folder of the images. */
  public S3Uri images() {
    return images;
  }

  /** What was uploaded, was there already, and was left out. */
  public PublishProgress summary() {
    return summary;
  }

  /**
   * Returns all files that were left out, with their reasons: first the links, pipes, unreadable
   * folders and caption files without an image, then the images, each in the order of their paths.
   * Hidden files and well-known clutter such as {@code Thumbs.db} and a README are not listed.
   */
  public List<SkippedFile> skipped() {
    return skipped;
  }

  /** What was found when the set was checked where it lies. */
  public DatasetReport report() {
    return report;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublishedDataset that
        && training.equals(that.training)
        && validation.equals(that.validation)
        && images.equals(that.images)
        && summary.equals(that.summary)
        && skipped.equals(that.skipped)
        && report.equals(that.report);
  }

  @Override
  public int hashCode() {
    return Objects.hash(training, validation, images, summary, skipped, report);
  }

  @Override
  public String toString() {
    return "PublishedDataset[" + training + ", " + validation + ": " + summary + "]";
  }
}
