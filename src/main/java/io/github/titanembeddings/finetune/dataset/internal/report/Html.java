package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.finetune.dataset.Histogram;
import java.util.List;
import java.util.Locale;

/** Writes text and histograms as HTML. */
final class Html {
  private static final int WIDTH = 420;
  private static final int BARS = 110;
  private static final int TOP = 18;
  private static final int HEIGHT = TOP + BARS + 24;
  private static final int MB = 1024 * 1024;

  private Html() {}

  /** Escapes text for content and quoted attributes, and replaces invisible characters. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isInvisible(c) ? 0xFFFD : c);
              }
            });
    return escaped.toString();
  }

  private static boolean isInvisible(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isISOControl(codePoint)
        || type == Character.SURROGATE
        || type == Character.FORMAT;
  }

  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  static String describe(Histogram histogram) {
    return histogram.count() == 0
        ? "none"
        : format(
            "%,d to %,d %s, %,.0f on average",
            histogram.min(), histogram.max(), histogram.unit(), histogram.mean());
  }

  static String svg(Histogram histogram) {
    List<Long> counts = histogram.counts();
    long highest = counts.stream().mapToLong(Long::longValue).max().orElse(0);
    double step = (double) WIDTH / counts.size();
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH, HEIGHT, escaped(describe(histogram))));
    for (int i = 0; i < counts.size(); i++) {
      long count = counts.get(i);
      double height = (double) count * BARS / Math.max(1, highest);
      double top = TOP + BARS - height;
      double middle = (i + 0.5) * step;
      svg.append(
          format(
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>"
                  + "<text x=\"%.1f\" y=\"%.1f\" class=\"n\">%s</text>"
                  + "<text x=\"%.1f\" y=\"%d\">%s</text>\n",
              i * step + 2,
              top,
              step - 4,
              height,
              middle,
              top - 4,
              count > 0 ? shown(count) : "",
              middle,
              HEIGHT - 8,
              range(histogram.bounds(), i)));
    }
    String base = "<line x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/></svg>\n";
    return svg.append(format(base, WIDTH, TOP + BARS, TOP + BARS)).toString();
  }

  private static String range(List<Long> bounds, int index) {
    return index < bounds.size()
        ? "≤" + shown(bounds.get(index))
        : "&gt;" + shown(bounds.get(bounds.size() - 1));
  }

  /** Abbreviates a number: 512, 4k, 25M. */
  private static String shown(long number) {
    if (number >= MB && number % MB == 0) {
      return number / MB + "M";
    }
    return number >= 1024 && number % 1024 == 0 ? number / 1024 + "k" : Long.toString(number);
  }
}
