package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RetrievalComparison;
import io.github.titanembeddings.evaluation.RetrievalReport;
import io.github.titanembeddings.evaluation.RetrievalScores;
import io.github.titanembeddings.evaluation.Score;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Locale;

/** Reports for people to read. */
public final class ReportText {
  private static final int WORST = 5;
  private static final int FAILURES = 20;

  private ReportText() {}

  public static String of(RetrievalReport report) {
    StringBuilder text = new StringBuilder();
    line(text, "%-13s  %s, %,d dimensions", "", report.name(), report.dimensions());
    direction(text, "text to image", report.textToImage());
    direction(text, "image to text", report.imageToText());
    worst(text, report);
    return text.toString();
  }

  private static void direction(StringBuilder text, String title, RetrievalScores scores) {
    title(text, title, scores);
    for (Metric metric : Metric.values()) {
      line(text, "%-13s  %s", metric.label(), scores.get(metric));
    }
  }

  public static String of(RetrievalComparison comparison) {
    RetrievalReport before = comparison.before();
    RetrievalReport after = comparison.after();
    StringBuilder text = new StringBuilder();
    line(text, "%-13s  %-22s  %-22s  %s", "", before.name(), after.name(), "change");
    title(text, "text to image", after.textToImage());
    for (Metric metric : Metric.values()) {
      Score change = comparison.textToImage(metric);
      row(text, metric, before.textToImage(), after.textToImage(), change);
    }
    title(text, "image to text", after.imageToText());
    for (Metric metric : Metric.values()) {
      Score change = comparison.imageToText(metric);
      row(text, metric, before.imageToText(), after.imageToText(), change);
    }
    if (!before.failures().isEmpty()) {
      failures(text, before);
    }
    worst(text, after);
    return text.toString();
  }

  private static void title(StringBuilder text, String title, RetrievalScores scores) {
    int queries = scores.queries().size();
    line(text, "%s, %,d queries among %,d", title, queries, scores.candidates());
  }

  private static void row(
      StringBuilder text,
      Metric metric,
      RetrievalScores before,
      RetrievalScores after,
      Score change) {
    line(
        text,
        "%-13s  %-22s  %-22s  %+.3f [%+.3f, %+.3f]",
        metric.label(),
        before.get(metric),
        after.get(metric),
        change.value(),
        change.low(),
        change.high());
  }

  private static void worst(StringBuilder text, RetrievalReport report) {
    line(text, "worst queries of %s", report.name());
    report.textToImage().worst(WORST).forEach(query -> line(text, "  text   %s", query));
    report.imageToText().worst(WORST).forEach(query -> line(text, "  image  %s", query));
    failures(text, report);
  }

  private static void failures(StringBuilder text, RetrievalReport report) {
    line(text, "%,d items of %s failed", report.failures().size(), report.name());
    report.failures().stream()
        .limit(FAILURES)
        .forEach(item -> line(text, "  %s", Abbreviate.beginning(item.toString(), 200)));
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }
}
