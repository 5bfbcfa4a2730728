package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.evaluation.internal.MetricScores;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Two evaluations of the same pairs side by side, such as of the base model and the tuned one.
 * Immutable.
 *
 * <pre>{@code
 * RetrievalReport base = evaluation.run("base", titan);
 * RetrievalReport tuned = evaluation.run("tuned", titan.withModel(tunedModel));
 * Score change = new RetrievalComparison(base, tuned).textToImage(Metric.RECALL_AT_10);
 * }</pre>
 *
 * @param before the first report
 * @param after the second report
 */
public record RetrievalComparison(RetrievalReport before, RetrievalReport after) {
  private static final MetricScores METRICS = new MetricScores(1_000, 0);

  /**
   * Compares two reports.
   *
   * @throws IllegalArgumentException if their queries differ
   */
  public RetrievalComparison {
    if (!queries(before.textToImage()).equals(queries(after.textToImage()))
        || !queries(before.imageToText()).equals(queries(after.imageToText()))) {
      throw new IllegalArgumentException(
          "the reports have different queries: evaluate the same pairs with the same seed");
    }
  }

  private static List<String> queries(RetrievalScores scores) {
    return scores.queries().stream().map(RankedQuery::query).toList();
  }

  /**
   * Returns the change of a metric for image search by caption, after minus before. It is
   * significant if the interval, which resamples the queries of both reports together, excludes 0.
   */
  public Score textToImage(Metric metric) {
    return change(metric, RetrievalReport::textToImage);
  }

  /** Same as {@link #textToImage(Metric)}, but for caption search by image. */
  public Score imageToText(Metric metric) {
    return change(metric, RetrievalReport::imageToText);
  }

  private Score change(Metric metric, Function<RetrievalReport, RetrievalScores> direction) {
    return METRICS.change(
        metric, direction.apply(before).queries(), direction.apply(after).queries());
  }

  /**
   * Returns a table of both reports and the changes, followed by the worst queries of the second
   * report.
   */
  public String toText() {
    Formatter text = new Formatter(Locale.ROOT);
    text.format("%-13s  %-22s  %-22s  %s\n", "", before.name(), after.name(), "change");
    append(text, after.title(), RetrievalReport::textToImage);
    append(text, after.reverseTitle(), RetrievalReport::imageToText);
    if (!before.failedImages().isEmpty() || !before.failedCaptions().isEmpty()) {
      before.appendFailures(text);
    }
    after.appendWorst(text);
    after.appendFailures(text);
    return text.toString();
  }

  private void append(
      Formatter text, String title, Function<RetrievalReport, RetrievalScores> direction) {
    RetrievalScores first = direction.apply(before);
    RetrievalScores second = direction.apply(after);
    second.appendTitle(text, title);
    for (Metric metric : Metric.values()) {
      Score change = change(metric, direction);
      text.format(
          "%-13s  %-22s  %-22s  %+.3f [%+.3f, %+.3f]\n",
          metric.label(),
          first.get(metric),
          second.get(metric),
          change.value(),
          change.low(),
          change.high());
    }
  }
}
