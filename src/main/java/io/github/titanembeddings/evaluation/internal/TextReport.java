package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RetrievalScores;
import io.github.titanembeddings.evaluation.Score;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Locale;
import java.util.Map;

/** Writes reports as readable text. */
public final class TextReport {
  private static final int WORST = 5;
  private static final int FAILURES = 20;

  private final StringBuilder text = new StringBuilder();

  private TextReport() {}

  public static String of(EvaluationRun.Result result) {
    TextReport report = new TextReport();
    report.line("%-13s  %s, %,d dimensions", "", result.name(), result.dimensions());
    report.direction("text to image", result.textToImage());
    report.direction("image to text", result.imageToText());
    report.worst(result);
    return report.text.toString();
  }

  public static String of(
      EvaluationRun.Result before,
      EvaluationRun.Result after,
      Map<Metric, Score> textToImage,
      Map<Metric, Score> imageToText) {
    TextReport report = new TextReport();
    report.line("%-13s  %-22s  %-22s  %s", "", before.name(), after.name(), "change");
    report.changes("text to image", before.textToImage(), after.textToImage(), textToImage);
    report.changes("image to text", before.imageToText(), after.imageToText(), imageToText);
    if (!before.failures().isEmpty()) {
      report.failures(before);
    }
    report.worst(after);
    return report.text.toString();
  }

  private void direction(String title, RetrievalScores scores) {
    title(title, scores);
    scores.scores().forEach((metric, score) -> line("%-13s  %s", metric.label(), score));
  }

  private void changes(
      String title, RetrievalScores before, RetrievalScores after, Map<Metric, Score> changes) {
    title(title, after);
    changes.forEach(
        (metric, change) ->
            line(
                "%-13s  %-22s  %-22s  %+.3f [%+.3f, %+.3f]",
                metric.label(),
                before.get(metric),
                after.get(metric),
                change.value(),
                change.low(),
                change.high()));
  }

  private void title(String title, RetrievalScores scores) {
    line("%s, %,d queries among %,d", title, scores.queries().size(), scores.candidates());
  }

  private void worst(EvaluationRun.Result result) {
    line("worst queries of %s", result.name());
    result.textToImage().worst(WORST).forEach(query -> line("  text   %s", query));
    result.imageToText().worst(WORST).forEach(query -> line("  image  %s", query));
    failures(result);
  }

  private void failures(EvaluationRun.Result result) {
    line("%,d items of %s failed", result.failures().size(), result.name());
    result.failures().stream()
        .limit(FAILURES)
        .forEach(item -> line("  %s", Abbreviate.beginning(item.toString(), 200)));
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }
}
