package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.evaluation.internal.Bootstrap;
import io.github.titanembeddings.evaluation.internal.ReportJson;
import io.github.titanembeddings.evaluation.internal.ReportText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two evaluations side by side: of the base model and the tuned one, for example. The interval of a
 * difference resamples the queries of both together. Immutable and safe to share between threads.
 */
public final class RetrievalComparison {
  private final RetrievalReport before;
  private final RetrievalReport after;
  private final Bootstrap bootstrap;

  RetrievalComparison(RetrievalReport before, RetrievalReport after, Bootstrap bootstrap) {
    this.before = before;
    this.after = Objects.requireNonNull(after, "after");
    this.bootstrap = bootstrap;
    requireSame(before.textToImage(), after.textToImage());
    requireSame(before.imageToText(), after.imageToText());
  }

  private static void requireSame(RetrievalScores before, RetrievalScores after) {
    List<String> queries = before.queries().stream().map(RankedQuery::query).toList();
    if (!queries.equals(after.queries().stream().map(RankedQuery::query).toList())) {
      throw new IllegalArgumentException(
          "the reports have different queries: evaluate the same pairs with the same seed");
    }
  }

  /** The first of the two. */
  public RetrievalReport before() {
    return before;
  }

  /** The second of the two. */
  public RetrievalReport after() {
    return after;
  }

  /**
   * How much a figure of captions that look for images changed, after minus before. It changed for
   * better or worse than by chance if the interval does not include 0.
   */
  public Score textToImage(Metric metric) {
    return change(before.textToImage(), after.textToImage(), metric);
  }

  /** How much a figure of images that look for captions changed, after minus before. */
  public Score imageToText(Metric metric) {
    return change(before.imageToText(), after.imageToText(), metric);
  }

  private Score change(RetrievalScores one, RetrievalScores other, Metric metric) {
    int[] first = one.ranks();
    int[] second = other.ranks();
    return bootstrap.score(
        first.length,
        places -> {
          double earlier = metric.of(Bootstrap.at(first, places));
          double later = metric.of(Bootstrap.at(second, places));
          return earlier == later ? 0 : later - earlier;
        });
  }

  /** A table of both and of the change, then the worst queries of the second. */
  public String toText() {
    return ReportText.of(this);
  }

  /** Both reports and the changes as JSON, in one object. */
  public String toJson() {
    return ReportJson.of(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetrievalComparison that
        && before.equals(that.before)
        && after.equals(that.after)
        && bootstrap.equals(that.bootstrap);
  }

  @Override
  public int hashCode() {
    return Objects.hash(before, after, bootstrap);
  }

  @Override
  public String toString() {
    return "RetrievalComparison[" + before + ", " + after + "]";
  }
}
