package io.github.titanembeddings.support;

import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RankedQuery;
import io.github.titanembeddings.evaluation.RetrievalComparison;
import io.github.titanembeddings.evaluation.RetrievalScores;
import io.github.titanembeddings.evaluation.Score;
import io.github.titanembeddings.finetune.TrainingMetrics;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The page of the FineTune example: the losses, the scores and the worst queries with images. */
public final class FineTuneReport {
  private static final int WORST = 4;

  private FineTuneReport() {}

  /** Writes the page; the folder contains the images under their keys. */
  public static void write(
      Path page, String model, TrainingMetrics metrics, RetrievalComparison comparison, Path folder)
      throws IOException {
    HtmlPage html = new HtmlPage("Fine-tuning report: " + model);
    int queries = comparison.after().textToImage().queries().size();
    html.paragraph(
        String.format(
            Locale.ROOT,
            "Retrieval on %d captions of images that were not used for training, before and after.",
            queries));
    html.section("", "Scores with 95 % confidence intervals");
    List<List<String>> rows = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      rows.add(
          List.of(
              "text to image",
              metric.label(),
              show(comparison.before().textToImage().get(metric), false),
              show(comparison.after().textToImage().get(metric), false),
              show(comparison.textToImage(metric), true)));
    }
    for (Metric metric : Metric.values()) {
      rows.add(
          List.of(
              "image to text",
              metric.label(),
              show(comparison.before().imageToText().get(metric), false),
              show(comparison.after().imageToText().get(metric), false),
              show(comparison.imageToText(metric), true)));
    }
    html.table(List.of("direction", "metric", "base model", "tuned model", "change"), rows);
    html.section("", "Loss per training step").chart(chart(metrics));
    addWorst(html, "base model", comparison.before().textToImage(), folder);
    addWorst(html, "tuned model", comparison.after().textToImage(), folder);
    html.write(page);
  }

  private static String show(Score score, boolean signed) {
    String number = signed ? "%+.3f" : "%.3f";
    String format = number + " [" + number + ", " + number + "]";
    return String.format(Locale.ROOT, format, score.value(), score.low(), score.high());
  }

  private static void addWorst(HtmlPage html, String model, RetrievalScores scores, Path folder)
      throws IOException {
    html.section(model, "worst queries");
    for (RankedQuery query : scores.worst(WORST)) {
      html.thumbnail(
          folder.resolve(query.expected()),
          "“" + query.query() + "” has rank " + query.rank() + ":",
          true);
      html.thumbnail(folder.resolve(query.found()), "found first", false);
    }
  }

  private static byte[] chart(TrainingMetrics metrics) throws IOException {
    XYChart chart =
        new XYChartBuilder().width(900).height(380).xAxisTitle("step").yAxisTitle("loss").build();
    XYStyler style = chart.getStyler();
    style.setLegendPosition(LegendPosition.InsideNE);
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setYAxisMin(0.0);
    addSeries(chart, "training", metrics.training(), new Color(0x3366CC));
    addSeries(chart, "validation", metrics.validation(), new Color(0xE07B00));
    return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
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
