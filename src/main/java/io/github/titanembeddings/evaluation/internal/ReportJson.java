package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.FailedItem;
import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RankedQuery;
import io.github.titanembeddings.evaluation.RetrievalComparison;
import io.github.titanembeddings.evaluation.RetrievalReport;
import io.github.titanembeddings.evaluation.RetrievalScores;
import io.github.titanembeddings.evaluation.Score;
import io.github.titanembeddings.internal.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reports for programs to read. */
public final class ReportJson {
  private static final int WORST = 20;

  private ReportJson() {}

  public static String of(RetrievalReport report) {
    return JsonText.of(report(report));
  }

  public static String of(RetrievalComparison comparison) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("before", report(comparison.before()));
    json.put("after", report(comparison.after()));
    Map<String, Object> change = new LinkedHashMap<>();
    change.put("textToImage", scores(comparison::textToImage));
    change.put("imageToText", scores(comparison::imageToText));
    json.put("change", change);
    return JsonText.of(json);
  }

  private static Map<String, Object> report(RetrievalReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", report.name());
    json.put("dimensions", report.dimensions());
    json.put("textToImage", direction(report.textToImage()));
    json.put("imageToText", direction(report.imageToText()));
    json.put("failures", report.failures().stream().map(ReportJson::failure).toList());
    return json;
  }

  private static Map<String, Object> direction(RetrievalScores scores) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("queries", scores.queries().size());
    json.put("candidates", scores.candidates());
    json.putAll(scores(scores::get));
    json.put("worst", scores.worst(WORST).stream().map(ReportJson::query).toList());
    return json;
  }

  private static Map<String, Object> scores(Function<Metric, Score> source) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Metric metric : Metric.values()) {
      Score score = source.apply(metric);
      json.put(metric.label(), List.of(score.value(), score.low(), score.high()));
    }
    return json;
  }

  private static Map<String, Object> query(RankedQuery query) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("query", query.query());
    json.put("expected", query.expected());
    json.put("found", query.found());
    json.put("rank", query.rank());
    return json;
  }

  private static Map<String, Object> failure(FailedItem item) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(item.isImage() ? "image" : "caption", item.item());
    json.put("failure", String.valueOf(item.failure().getMessage()));
    return json;
  }
}
