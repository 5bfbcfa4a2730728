package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.finetune.dataset.DatasetStatistics;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.Histogram;
import io.github.titanembeddings.internal.text.Html;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Writes a report as a self-contained HTML page. */
public final class HtmlReport {
  private static final int MAX_BAR = 110;
  private static final int MB = 1024 * 1024;

  private final ReportData report;
  private final Thumbnails thumbnails;
  private final StringBuilder html = new StringBuilder();

  private HtmlReport(ReportData report, Thumbnails thumbnails) {
    this.report = report;
    this.thumbnails = thumbnails;
  }

  public static String of(ReportData report, Thumbnails thumbnails) {
    return new HtmlReport(report, thumbnails).write();
  }

  private String write() {
    add("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">");
    add("<meta name=\"viewport\" content=\"width=device-width\">");
    add("<title>Training data: %s</title>\n<style>\n", TextReport.verdict(report));
    html.append(Html.STYLE).append(GalleryHtml.STYLE);
    add("</style></head>\n<body>\n");
    writeHead();
    html.append(GalleryHtml.of(report, thumbnails));
    if (!report.found().isEmpty()) {
      writeCounts();
      writeViolations();
    }
    writeStatistics();
    add("</body>\n</html>\n");
    return html.toString();
  }

  private void writeHead() {
    add(
        report.isValid()
            ? "<h1 class=\"good\">The dataset is valid</h1>\n<p>"
            : "<h1 class=\"bad\">The dataset has errors</h1>\n<p>");
    add("training <code>%s</code>", Html.escaped(report.trainingLocation()));
    if (report.validationLocation() != null) {
      add(", validation <code>%s</code>", Html.escaped(report.validationLocation()));
    }
    add("</p>\n<div class=\"cards small\">\n");
    DatasetStatistics statistics = report.statistics();
    card("training records", statistics.trainingRecords(), "");
    card("validation records", statistics.validationRecords(), "");
    card(report.imagesChecked() ? "images" : "images (not checked)", statistics.images(), "");
    card("errors", report.count(Severity.ERROR), "bad");
    card("warnings", report.count(Severity.WARNING), "warn");
    add("</div>\n");
  }

  private void card(String name, long number, String style) {
    add(
        "<div class=\"card\"><b class=\"%s\">%,d</b>%s</div>\n",
        number > 0 ? style : "", number, name);
  }

  private void writeCounts() {
    add("<h2>Violations by code</h2>\n");
    add("<table><tr><th>code</th><th>severity</th><th>count</th></tr>\n");
    for (Severity severity : Severity.values()) {
      report
          .counts(severity)
          .forEach(
              (code, count) ->
                  add(
                      "<tr><td><code>%s</code></td><td class=\"%s\">%s</td>"
                          + "<td class=\"n\">%,d</td></tr>\n",
                      Html.escaped(code), style(severity), word(severity), count));
    }
    add("</table>\n");
  }

  private void writeViolations() {
    add(
        report.truncated() ? "<h2>The first %,d</h2>\n" : "<h2>All %,d</h2>\n",
        report.found().size());
    add("<table class=\"list\"><tr><th>where</th><th>problem</th><th>remedy</th><th></th></tr>\n");
    report.found().forEach(this::writeViolation);
    add("</table>\n");
  }

  private void writeViolation(DatasetViolation found) {
    Violation violation = found.violation();
    add("<tr><td>%s", Html.escaped(violation.path()));
    if (found.imageRef() != null) {
      add("<br><code>%s</code>", Html.escaped(found.imageRef()));
    }
    add(
        "</td><td><span class=\"%s\">%s</span> <code>%s</code><br>%s",
        style(violation.severity()),
        word(violation.severity()),
        Html.escaped(violation.code()),
        Html.escaped(violation.actual()));
    if (!violation.limit().isEmpty()) {
      add("<br>allowed: %s", Html.escaped(violation.limit()));
    }
    add("</td><td>%s</td><td>", Html.escaped(violation.remedy()));
    String thumbnail = thumbnails.get(found.imageRef());
    if (thumbnail != null) {
      add("<img alt=\"\" src=\"%s\">", thumbnail);
    }
    add("</td></tr>\n");
  }

  private void writeStatistics() {
    DatasetStatistics statistics = report.statistics();
    add("<h2>Statistics</h2>\n<div class=\"cards\">\n");
    histogram("Captions in characters", statistics.captionCharacters());
    histogram("Captions in tokens, estimated", statistics.captionTokens());
    histogram("Widths of images", statistics.imageWidths());
    histogram("Heights of images", statistics.imageHeights());
    histogram("Sizes of image files", statistics.imageBytes());
    add("<div class=\"card\"><h3>Formats of images</h3>");
    statistics.formats().forEach((format, count) -> add("<p>%s: %,d</p>", format, count));
    add("</div>\n</div>\n");
  }

  private void histogram(String title, Histogram histogram) {
    add("<div class=\"card\"><h3>%s</h3><p>%s</p>", title, TextReport.describe(histogram));
    if (histogram.count() > 0) {
      long highest = Collections.max(histogram.counts());
      List<Long> bounds = histogram.bounds();
      add("<div class=\"bars\">\n");
      for (int i = 0; i < histogram.counts().size(); i++) {
        long count = histogram.counts().get(i);
        add(
            "<div>%s<i style=\"height:%dpx\"></i><small>%s</small></div>\n",
            count > 0 ? shown(count) : "",
            count * MAX_BAR / highest,
            i < bounds.size() ? "≤" + shown(bounds.get(i)) : "&gt;" + shown(bounds.get(i - 1)));
      }
      add("</div>");
    }
    add("</div>\n");
  }

  /** Abbreviates a number: 512, 4k, 25M. */
  private static String shown(long number) {
    if (number >= MB && number % MB == 0) {
      return number / MB + "M";
    }
    return number >= 1024 && number % 1024 == 0 ? number / 1024 + "k" : Long.toString(number);
  }

  private static String style(Severity severity) {
    return severity == Severity.ERROR ? "bad" : "warn";
  }

  private static String word(Severity severity) {
    return severity == Severity.ERROR ? "error" : "warning";
  }

  private void add(String format, Object... values) {
    html.append(String.format(Locale.ROOT, format, values));
  }
}
