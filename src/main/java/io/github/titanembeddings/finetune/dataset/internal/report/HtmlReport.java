package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.finetune.dataset.DatasetStatistics;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.Histogram;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Writes a report as a self-contained HTML page. */
public final class HtmlReport {
  private static final int MAX_BAR = 110;
  private static final int MB = 1024 * 1024;
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
      .bars{display:flex;align-items:flex-end;gap:3px;margin-top:.7rem;text-align:center;font-size:11px;color:var(--dim)}
      .bars div{flex:1}.bars i{display:block;background:var(--bar);border-radius:2px 2px 0 0}
      .bars small{display:block;border-top:1px solid var(--line)}
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
    html.append(STYLE).append(GalleryHtml.STYLE);
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
    add("training <code>%s</code>", Escape.html(report.trainingLocation()));
    if (report.validationLocation() != null) {
      add(", validation <code>%s</code>", Escape.html(report.validationLocation()));
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
                      Escape.html(code), style(severity), word(severity), count));
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
    add("<tr><td>%s", Escape.html(violation.path()));
    if (found.imageRef() != null) {
      add("<br><code>%s</code>", Escape.html(found.imageRef()));
    }
    add(
        "</td><td><span class=\"%s\">%s</span> <code>%s</code><br>%s",
        style(violation.severity()),
        word(violation.severity()),
        Escape.html(violation.code()),
        Escape.html(violation.actual()));
    if (!violation.limit().isEmpty()) {
      add("<br>allowed: %s", Escape.html(violation.limit()));
    }
    add("</td><td>%s</td><td>", Escape.html(violation.remedy()));
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
