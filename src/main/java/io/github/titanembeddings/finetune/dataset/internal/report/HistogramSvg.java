package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.finetune.dataset.Histogram;
import java.util.List;
import java.util.Locale;

/** Draws a histogram. */
final class HistogramSvg {
  private static final int WIDTH = 420;
  private static final int BARS = 110;
  private static final int TOP = 18;
  private static final int HEIGHT = TOP + BARS + 24;

  private HistogramSvg() {}

  static String of(Histogram histogram) {
    List<Long> counts = histogram.counts();
    long highest = Math.max(1, counts.stream().mapToLong(Long::longValue).max().orElse(1));
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH,
            HEIGHT,
            Html.escaped(describe(histogram))));
    double step = (double) WIDTH / counts.size();
    for (int i = 0; i < counts.size(); i++) {
      long count = counts.get(i);
      double height = (double) count * BARS / highest;
      bar(svg, i * step, step, height, count > 0 ? shown(count) : "", range(histogram, i));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/></svg>\n",
            WIDTH,
            TOP + BARS,
            TOP + BARS));
    return svg.toString();
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

  private static void bar(
      StringBuilder svg, double x, double step, double height, String count, String range) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>"
                + "<text x=\"%.1f\" y=\"%.1f\" class=\"n\">%s</text>"
                + "<text x=\"%.1f\" y=\"%d\">%s</text>\n",
            x + 2,
            TOP + BARS - height,
            step - 4,
            height,
            x + step / 2,
            TOP + BARS - height - 4,
            count,
            x + step / 2,
            HEIGHT - 8,
            range));
  }

  private static String range(Histogram histogram, int index) {
    List<Long> bounds = histogram.bounds();
    return index < bounds.size()
        ? "≤" + shown(bounds.get(index))
        : "&gt;" + shown(bounds.get(bounds.size() - 1));
  }

  /** A number in few characters: 512, 4k, 25M. */
  private static String shown(long number) {
    if (number >= 1024 * 1024 && number % (1024 * 1024) == 0) {
      return number / (1024 * 1024) + "M";
    } else if (number >= 1024 && number % 1024 == 0) {
      return number / 1024 + "k";
    }
    return Long.toString(number);
  }
}
