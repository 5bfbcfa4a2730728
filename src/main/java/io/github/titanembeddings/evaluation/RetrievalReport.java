package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.evaluation.internal.EvaluationRun;
import io.github.titanembeddings.evaluation.internal.JsonReport;
import io.github.titanembeddings.evaluation.internal.TextReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of evaluating one model; {@link RetrievalComparison} compares two. Immutable.
 *
 * <p>Items that could not be embedded are in {@link #failures()}. A failed query, or one whose
 * correct answers all failed, counts as one that found nothing.
 */
public final class RetrievalReport {
  private final EvaluationRun.Result result;

  RetrievalReport(EvaluationRun.Result result) {
    this.result = result;
  }

  EvaluationRun.Result result() {
    return result;
  }

  /** Returns the name given to the model for this evaluation. */
  public String name() {
    return result.name();
  }

  /** Returns the number of dimensions of the model's vectors. */
  public int dimensions() {
    return result.dimensions();
  }

  /** Returns the results of searching images by caption. */
  public RetrievalScores textToImage() {
    return result.textToImage();
  }

  /** Returns the results of searching captions by image. */
  public RetrievalScores imageToText() {
    return result.imageToText();
  }

  /** Returns the images and captions that could not be embedded. */
  public List<FailedItem> failures() {
    return result.failures();
  }

  /** Returns the scores, the worst queries and the failures as readable text. */
  public String toText() {
    return TextReport.of(result);
  }

  /** Returns the same as one JSON object. */
  public String toJson() {
    return JsonReport.of(result);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetrievalReport that && result.equals(that.result);
  }

  @Override
  public int hashCode() {
    return result.hashCode();
  }

  @Override
  public String toString() {
    return "RetrievalReport["
        + name()
        + ", recall@1 "
        + textToImage().get(Metric.RECALL_AT_1).value()
        + " by text, "
        + imageToText().get(Metric.RECALL_AT_1).value()
        + " by image, "
        + failures().size()
        + " failures]";
  }
}
