package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.finetune.dataset.DatasetStatistics;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.Histogram;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;

/** Writes a report as a self-contained HTML page. */
public final class HtmlReport {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1c2733;--dim:#5b6875;--page:#f5f7f9;--card:#fff;--line:#d9e0e6;
      --bar:#3b7dd8;--bad:#b3261e;--warn:#8a5a00;--good:#1a7f4b}
      @media(prefers-color-scheme:dark){:root{--ink:#e4e9ee;--dim:#9aa7b3;--page:#12171c;--card:#1b2229;
      --line:#303a44;--bar:#6ba4f0;--bad:#ff8a80;--warn:#f2c14e;--good:#6bd69a}}
      *{box-sizing:border-box}
      body{margin:0 auto;padding:2rem 1rem;max-width:70rem;background:var(--page);color:var(--ink);
      font:15px/1.5 system-ui,sans-serif}
      h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .7rem}
      p{margin:.3rem 0;color:var(--dim)}code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
      .cards{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr))}
      .small{grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));margin-top:1.2rem}
      .card,table{background:var(--card);border:1px solid var(--line);border-radius:8px}
      .card{padding:.8rem 1rem}.card b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}
      .card h3{margin:0;font-size:.95rem}.bad{color:var(--bad)}.warn{color:var(--warn)}.good{color:var(--good)}
      table{border-collapse:separate;border-spacing:0;width:100%;overflow:hidden}
      th,td{text-align:left;vertical-align:top;overflow-wrap:anywhere;padding:.5rem .7rem;border-bottom:1px solid var(--line)}
      tr:last-child td{border-bottom:0}th{color:var(--dim);font-weight:600}
      td img{display:block;max-width:128px;max-height:128px;border-radius:4px}
      td.n{text-align:right;font-variant-numeric:tabular-nums}
      svg{width:100%;height:auto}svg rect{fill:var(--bar)}svg line{stroke:var(--line)}
      svg text{fill:var(--dim);font-size:11px;text-anchor:middle}svg text.n{fill:var(--ink)}
      """;

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
    html.append(STYLE);
    add("</style></head>\n<body>\n");
    writeHead();
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
    add("<table><tr><th>where</th><th>problem</th><th>remedy</th><th></th></tr>\n");
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
    add("<div class=\"card\"><h3>%s</h3><p>%s</p>", title, Html.describe(histogram));
    add("%s</div>\n", histogram.count() == 0 ? "" : Html.svg(histogram));
  }

  private static String style(Severity severity) {
    return severity == Severity.ERROR ? "bad" : "warn";
  }

  private static String word(Severity severity) {
    return severity == Severity.ERROR ? "error" : "warning";
  }

  private void add(String format, Object... values) {
    html.append(Html.format(format, values));
  }
}
