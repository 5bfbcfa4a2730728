package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.DatasetStatistics;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.Histogram;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a report as plain text. */
public final class TextReport {
  private final ReportData report;
  private final StringBuilder text = new StringBuilder();

  private TextReport(ReportData report) {
    this.report = report;
  }

  public static String of(ReportData report) {
    return new TextReport(report).write();
  }

  private String write() {
    line("%s", verdict(report));
    writeStatistics();
    if (!report.contentChecks().isEmpty()) {
      line("content checked: %s", describe(report.contentChecks()));
    }
    writeCounts(Severity.ERROR, "errors");
    writeCounts(Severity.WARNING, "warnings");
    for (DatasetViolation found : report.found()) {
      line("%s", found);
    }
    if (report.truncated()) {
      line("… and more: the first %,d are shown", report.found().size());
    }
    return text.toString();
  }

  static String verdict(ReportData report) {
    return String.format(
        Locale.ROOT,
        "%s: %,d errors, %,d warnings",
        report.isValid() ? "valid" : "not valid",
        report.count(Severity.ERROR),
        report.count(Severity.WARNING));
  }

  static String describe(Set<ContentCheck> checks) {
    return checks.stream()
        .sorted()
        .map(check -> check.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .collect(Collectors.joining(", "));
  }

  private void writeStatistics() {
    DatasetStatistics statistics = report.statistics();
    line(
        "%,d training records, %,d validation records",
        statistics.trainingRecords(), statistics.validationRecords());
    if (report.imagesChecked()) {
      line("%,d images: %s", statistics.images(), statistics.formats());
      writeHistogram("widths", statistics.imageWidths());
      writeHistogram("heights", statistics.imageHeights());
      writeHistogram("files", statistics.imageBytes());
    } else {
      line("images were not checked: the validator has no store of images");
    }
    writeHistogram("captions", statistics.captionCharacters());
    writeHistogram("captions", statistics.captionTokens());
  }

  private void writeHistogram(String name, Histogram histogram) {
    if (histogram.count() > 0) {
      line("%s: %s", name, describe(histogram));
    }
  }

  static String describe(Histogram histogram) {
    return histogram.count() == 0
        ? "none"
        : String.format(
            Locale.ROOT,
            "%,d to %,d %s, %,.0f on average",
            histogram.min(),
            histogram.max(),
            histogram.unit(),
            histogram.mean());
  }

  private void writeCounts(Severity severity, String name) {
    if (report.count(severity) > 0) {
      line("%s: %s", name, report.counts(severity));
    }
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
