package io.github.titanembeddings.support;

import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RankedQuery;
import io.github.titanembeddings.evaluation.RetrievalComparison;
import io.github.titanembeddings.evaluation.RetrievalReport;
import io.github.titanembeddings.evaluation.RetrievalScores;
import io.github.titanembeddings.evaluation.Score;
import io.github.titanembeddings.finetune.TrainingMetrics;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The page of the FineTune example: the scores, the losses and the worst queries with images. */
public final class FineTuneReport {
  private static final int WORST = 6;
  private static final int CHART_WIDTH = 900;
  private static final int CHART_HEIGHT = 360;

  /** Legible on a light and on a dark page. */
  private static final Color INK = new Color(0x808080);

  private static final Color CLEAR = new Color(0, 0, 0, 0);

  private FineTuneReport() {}

  /** Writes the page; the folder contains the images under their keys. */
  public static void write(
      Path page, String model, TrainingMetrics metrics, RetrievalComparison comparison, Path folder)
      throws IOException {
    RetrievalScores before = comparison.before().textToImage();
    RetrievalScores after = comparison.after().textToImage();
    HtmlPage html = new HtmlPage("Fine-tuning report: " + model);
    html.paragraph(
        String.format(
            Locale.ROOT,
            "Measured on %d captions of %d images that were not used for training. The base model"
                + " finds the right image first for %.0f %% of the captions, the tuned model for"
                + " %.0f %%.",
            after.queries().size(),
            after.candidates(),
            100 * before.get(Metric.RECALL_AT_1).value(),
            100 * after.get(Metric.RECALL_AT_1).value()));
    html.section("", "Scores with 95 % confidence intervals");
    addScores(html, comparison);
    html.section("", "Loss per training step")
        .chart(chart(metrics), "The training loss and the validation loss of each step");
    addWorst(html, "base model", before, folder);
    addWorst(html, "tuned model", after, folder);
    html.write(page);
  }

  private static void addScores(HtmlPage html, RetrievalComparison comparison) {
    StringBuilder table = new StringBuilder("<div class=\"wide\"><table>\n");
    addRows(
        table,
        "Images searched by caption",
        comparison,
        RetrievalReport::textToImage,
        comparison::textToImage);
    addRows(
        table,
        "Captions searched by image",
        comparison,
        RetrievalReport::imageToText,
        comparison::imageToText);
    html.block(table + "</table></div>\n")
        .block(
            "<p class=\"muted\">Green: better with 95 % confidence. A median rank of 1 is best; of"
                + " all others, 1 is best and 0 is worst.</p>\n");
  }

  private static void addRows(
      StringBuilder table,
      String title,
      RetrievalComparison comparison,
      Function<RetrievalReport, RetrievalScores> direction,
      Function<Metric, Score> changes) {
    table.append("<tr class=\"head\"><th>" + title + "<th>base model<th>tuned model<th>change\n");
    for (Metric metric : Metric.values()) {
      boolean isRank = metric == Metric.MEDIAN_RANK;
      String format = isRank ? "%.0f" : "%.2f";
      Score change = changes.apply(metric);
      boolean rises = change.low() > 0;
      boolean falls = change.high() < 0;
      String effect = !rises && !falls ? "" : rises == isRank ? "worse" : "better";
      table
          .append("<tr><td>" + metric.label())
          .append(cell("", format, direction.apply(comparison.before()).get(metric)))
          .append(cell("", format, direction.apply(comparison.after()).get(metric)))
          .append(cell(effect, format.replace("%", "%+"), change))
          .append('\n');
    }
  }

  private static String cell(String style, String format, Score score) {
    String cell =
        "<td><span class=\""
            + style
            + "\">"
            + format
            + "</span> <span class=\"muted\">"
            + format
            + " to "
            + format
            + "</span>";
    return String.format(Locale.ROOT, cell, score.value(), score.low(), score.high())
        .replaceAll("[+-](0([.]0+)?)(?=[ <])", "$1");
  }

  /** Adds the worst query of each image that was not found first. */
  private static void addWorst(HtmlPage html, String model, RetrievalScores scores, Path folder)
      throws IOException {
    html.section(model, "worst queries");
    Map<String, RankedQuery> worst = new LinkedHashMap<>();
    for (RankedQuery query : scores.worst(scores.queries().size())) {
      if (query.rank() != 1 && worst.size() < WORST) {
        worst.putIfAbsent(query.expected(), query);
      }
    }
    if (worst.isEmpty()) {
      html.paragraph("None: each caption found its image first.");
    }
    for (RankedQuery query : worst.values()) {
      Map<String, Path> images = new LinkedHashMap<>();
      images.put("expected", folder.resolve(query.expected()));
      if (!query.found().isEmpty()) {
        images.put("found first", folder.resolve(query.found()));
      }
      String rank =
          query.rank() == 0 ? "failed" : "rank " + query.rank() + " of " + scores.candidates();
      html.card("“" + query.query() + "”: " + rank, images);
    }
  }

  /** Returns a chart with a transparent background, at twice its size for sharp screens. */
  private static byte[] chart(TrainingMetrics metrics) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(CHART_WIDTH)
            .height(CHART_HEIGHT)
            .xAxisTitle("step")
            .yAxisTitle("loss")
            .build();
    XYStyler style = chart.getStyler();
    style.setLegendPosition(LegendPosition.InsideNE);
    style.setLegendBackgroundColor(CLEAR);
    style.setLegendBorderColor(CLEAR);
    style.setChartBackgroundColor(CLEAR);
    style.setPlotBackgroundColor(CLEAR);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesColor(new Color(0x60808080, true));
    style.setAxisTickMarksColor(INK);
    style.setAxisTickLabelsColor(INK);
    style.setChartFontColor(INK);
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    style.setYAxisMin(0.0);
    addSeries(chart, "training", metrics.training(), new Color(0x4285F4));
    addSeries(chart, "validation", metrics.validation(), new Color(0xE07B00));
    BufferedImage image =
        new BufferedImage(2 * CHART_WIDTH, 2 * CHART_HEIGHT, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(2, 2);
    chart.paint(graphics, CHART_WIDTH, CHART_HEIGHT);
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  private static void addSeries(
      XYChart chart, String name, List<TrainingMetrics.Point> points, Color color) {
    double[] steps = points.stream().mapToDouble(TrainingMetrics.Point::stepNumber).toArray();
    double[] losses = points.stream().mapToDouble(TrainingMetrics.Point::loss).toArray();
    if (steps.length > 0) {
      XYSeries series = chart.addSeries(name, steps, losses);
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setMarkerColor(color);
      series.setLineColor(color);
      series.setLineStyle(new BasicStroke(2));
    }
  }
}
