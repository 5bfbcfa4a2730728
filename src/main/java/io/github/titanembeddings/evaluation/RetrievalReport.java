package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.evaluation.internal.Bootstrap;
import io.github.titanembeddings.evaluation.internal.ReportJson;
import io.github.titanembeddings.evaluation.internal.ReportText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation of one model found. Immutable and safe to share between threads.
 *
 * <p>Every item that has no vector is in {@link #failures()}, and every query counts: one that
 * failed, or whose right answers all failed, counts as one that found nothing.
 */
public final class RetrievalReport {
  private final String name;
  private final int dimensions;
  private final RetrievalScores textToImage;
  private final RetrievalScores imageToText;
  private final List<FailedItem> failures;
  private final Bootstrap bootstrap;

  public RetrievalReport(
      String name,
      int dimensions,
      RetrievalScores textToImage,
      RetrievalScores imageToText,
      List<FailedItem> failures,
      Bootstrap bootstrap) {
    this.name = Objects.requireNonNull(name, "name");
    this.dimensions = dimensions;
    this.textToImage = textToImage;
    this.imageToText = imageToText;
    this.failures = List.copyOf(failures);
    this.bootstrap = bootstrap;
  }

  /** The name that the model was given for this evaluation. */
  public String name() {
    return name;
  }

  /** The number of dimensions of its vectors. */
  public int dimensions() {
    return dimensions;
  }

  /** How well captions found their images. */
  public RetrievalScores textToImage() {
    return textToImage;
  }

  /** How well images found their captions. */
  public RetrievalScores imageToText() {
    return imageToText;
  }

  /** The images and captions without a vector. */
  public List<FailedItem> failures() {
    return failures;
  }

  /**
   * Compares with an evaluation of the same pairs by another model.
   *
   * @throws IllegalArgumentException if the queries are not the same
   */
  public RetrievalComparison compareWith(RetrievalReport after) {
    return new RetrievalComparison(this, after, bootstrap);
  }

  /** The figures, the worst queries and the failures, for people to read. */
  public String toText() {
    return ReportText.of(this);
  }

  /** The same as JSON, in one object. */
  public String toJson() {
    return ReportJson.of(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetrievalReport that
        && name.equals(that.name)
        && dimensions == that.dimensions
        && textToImage.equals(that.textToImage)
        && imageToText.equals(that.imageToText)
        && failures.equals(that.failures)
        && bootstrap.equals(that.bootstrap);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, dimensions, textToImage, imageToText, failures, bootstrap);
  }

  @Override
  public String toString() {
    return "RetrievalReport["
        + name
        + ", recall@1 "
        + textToImage.get(Metric.RECALL_AT_1).value()
        + " by text, "
        + imageToText.get(Metric.RECALL_AT_1).value()
        + " by image, "
        + failures.size()
        + " failures]";
  }
}
