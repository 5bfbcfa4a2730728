package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.internal.text.Html;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the findings of the content checks: images side by side, and a switch for each code. */
final class GalleryHtml {
  static final String STYLE =
      """
      .gallery>input{position:absolute;opacity:0}
      .gallery>label{display:inline-block;margin:0 .4rem .4rem 0;padding:.15rem .7rem;border:1px solid var(--line);
      border-radius:1rem;background:var(--card);color:var(--dim);cursor:pointer}
      .gallery>input:checked+label{color:var(--ink);border-color:var(--bar)}
      .gallery>input:focus-visible+label{outline:2px solid var(--bar)}
      .gallery h3{margin:1.2rem 0 .5rem;font-size:1rem}
      """;

  private final ReportData report;
  private final Thumbnails thumbnails;
  private final StringBuilder html = new StringBuilder();

  private GalleryHtml(ReportData report, Thumbnails thumbnails) {
    this.report = report;
    this.thumbnails = thumbnails;
  }

  static String of(ReportData report, Thumbnails thumbnails) {
    return report.contentChecks().isEmpty() ? "" : new GalleryHtml(report, thumbnails).write();
  }

  private String write() {
    SortedMap<String, List<DatasetViolation>> byCode =
        report.gallery().stream()
            .collect(
                Collectors.groupingBy(
                    found -> found.violation().code(), TreeMap::new, Collectors.toList()));
    add("<h2>Content</h2>\n<p>Checked: %s</p>\n", TextReport.describe(report.contentChecks()));
    Set<ContentCheck> others = EnumSet.allOf(ContentCheck.class);
    others.removeAll(report.contentChecks());
    if (!others.isEmpty()) {
      add("<p>Not checked: %s</p>\n", TextReport.describe(others));
    }
    add(
        byCode.isEmpty()
            ? "<p class=\"good\">Nothing was found.</p>\n"
            : "<p>Select a code to hide or show its findings.</p>\n");
    add("<div class=\"gallery\">\n<style>");
    byCode.keySet().forEach(code -> add("#%1$s:not(:checked)~.%1$s{display:none}", id(code)));
    add("</style>\n");
    byCode.keySet().forEach(this::writeSwitch);
    byCode.forEach(this::writeSection);
    add("</div>\n");
    return html.toString();
  }

  /** Returns a name for CSS; codes have lower-case letters, dots and hyphens only. */
  private static String id(String code) {
    return code.replace('.', '-');
  }

  private void writeSwitch(String code) {
    add(
        "<input type=\"checkbox\" id=\"%1$s\" checked><label for=\"%1$s\">%2$s %3$,d</label>\n",
        id(code), code, count(code));
  }

  private long count(String code) {
    return report.counts(Severity.WARNING).getOrDefault(code, 0L);
  }

  private void writeSection(String code, List<DatasetViolation> found) {
    long count = count(code);
    String shown =
        found.size() < count
            ? String.format(Locale.ROOT, "the first %,d of %,d", found.size(), count)
            : String.format(Locale.ROOT, "%,d", count);
    String remedy = Html.escaped(found.get(0).violation().remedy());
    add("<section class=\"%s\"><h3>%s (%s)</h3><p>%s</p>\n", id(code), code, shown, remedy);
    add("<div class=\"finds\">\n");
    found.forEach(this::writeFinding);
    add("</div></section>\n");
  }

  private void writeFinding(DatasetViolation found) {
    Violation violation = found.violation();
    add("<figure><div class=\"pair\">");
    Stream.of(found.imageRef(), found.otherImageRef()).forEach(this::writeImage);
    String limit = violation.limit().isEmpty() ? "" : "; allowed: " + violation.limit();
    add(
        "</div><figcaption><b>%s</b><br>%s</figcaption></figure>\n",
        Html.escaped(violation.path()), Html.escaped(violation.actual() + limit));
  }

  private void writeImage(@Nullable String imageRef) {
    if (imageRef != null) {
      String preview = thumbnails == Thumbnails.NONE ? "" : Html.preview(thumbnails.get(imageRef));
      add("<span>%s%s</span>", preview, Html.escaped(imageRef));
    }
  }

  private void add(String format, Object... values) {
    html.append(String.format(Locale.ROOT, format, values));
  }
}
