package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.evaluation.internal.BootstrapInterval;
import io.github.titanembeddings.evaluation.internal.JsonReport;
import io.github.titanembeddings.evaluation.internal.TextReport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two evaluations of the same pairs side by side, such as of the base model and the tuned one.
 * Immutable.
 */
public final class RetrievalComparison {
  private final RetrievalReport before;
  private final RetrievalReport after;
  private final Map<Metric, Score> textToImage;
  private final Map<Metric, Score> imageToText;

  private RetrievalComparison(RetrievalReport before, RetrievalReport after) {
    this.before = before;
    this.after = after;
    BootstrapInterval bootstrap = before.result().bootstrap();
    textToImage = changes(bootstrap, before.textToImage(), after.textToImage());
    imageToText = changes(bootstrap, before.imageToText(), after.imageToText());
  }

  /**
   * Compares two reports.
   *
   * @throws IllegalArgumentException if their queries differ
   */
  public static RetrievalComparison of(RetrievalReport before, RetrievalReport after) {
    return new RetrievalComparison(before, after);
  }

  private static Map<Metric, Score> changes(
      BootstrapInterval bootstrap, RetrievalScores before, RetrievalScores after) {
    List<String> queries = before.queries().stream().map(RankedQuery::query).toList();
    if (!queries.equals(after.queries().stream().map(RankedQuery::query).toList())) {
      throw new IllegalArgumentException(
          "the reports have different queries: evaluate the same pairs with the same seed");
    }
    return bootstrap.changes(before.queries(), after.queries());
  }

  /** Returns the first report. */
  public RetrievalReport before() {
    return before;
  }

  /** Returns the second report. */
  public RetrievalReport after() {
    return after;
  }

  /**
   * Returns the change of a metric when images are searched by caption, after minus before. It is
   * significant if the interval, which resamples the queries of both reports together, excludes 0.
   */
  public Score textToImage(Metric metric) {
    return Objects.requireNonNull(textToImage.get(metric));
  }

  /** Same as {@link #textToImage(Metric)}, but when captions are searched by image. */
  public Score imageToText(Metric metric) {
    return Objects.requireNonNull(imageToText.get(metric));
  }

  /** Returns a table of both reports and the changes, then the second one's worst queries. */
  public String toText() {
    return TextReport.of(before.result(), after.result(), textToImage, imageToText);
  }

  /** Returns both reports and the changes as one JSON object. */
  public String toJson() {
    return JsonReport.of(before.result(), after.result(), textToImage, imageToText);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetrievalComparison that
        && before.equals(that.before)
        && after.equals(that.after)
        && textToImage.equals(that.textToImage)
        && imageToText.equals(that.imageToText);
  }

  @Override
  public int hashCode() {
    return Objects.hash(before, after, textToImage, imageToText);
  }

  @Override
  public String toString() {
    return "RetrievalComparison[" + before + ", " + after + "]";
  }
}
