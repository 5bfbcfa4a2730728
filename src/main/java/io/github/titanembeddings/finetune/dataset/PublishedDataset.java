package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.storage.S3Uri;
import java.util.List;
import java.util.Objects;

/**
 * A dataset that a {@link DatasetPublisher} published. Immutable.
 *
 * @param training the training manifest
 * @param validation the validation manifest
 * @param images the folder of the images
 * @param summary the final counts
 * @param skipped the skipped files with their reasons: first links, pipes, unreadable folders and
 *     caption files without an image, then images, each ordered by path. Hidden files and system
 *     files such as {@code Thumbs.db} or a README are not listed
 * @param report the validation report of the published dataset
 */
public record PublishedDataset(
    S3Uri training,
    S3Uri validation,
    S3Uri images,
    PublishProgress summary,
    List<SkippedFile> skipped,
    DatasetReport report) {
  public PublishedDataset {
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(validation, "validation");
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(summary, "summary");
    skipped = List.copyOf(skipped);
    Objects.requireNonNull(report, "report");
  }

  @Override
  public String toString() {
    return "PublishedDataset[" + training + ", " + validation + ": " + summary + "]";
  }
}
