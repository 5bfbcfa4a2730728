package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RankedQuery;
import io.github.titanembeddings.evaluation.RetrievalScores;
import io.github.titanembeddings.evaluation.Score;
import io.github.titanembeddings.internal.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes reports as JSON. */
public final class JsonReport {
  private static final int WORST = 20;

  private JsonReport() {}

  public static String of(EvaluationRun.Result result) {
    return JsonText.of(report(result));
  }

  public static String of(
      EvaluationRun.Result before,
      EvaluationRun.Result after,
      Map<Metric, Score> textToImage,
      Map<Metric, Score> imageToText) {
    return JsonText.of(
        object(
            "before", report(before),
            "after", report(after),
            "change",
                object("textToImage", scores(textToImage), "imageToText", scores(imageToText))));
  }

  private static Map<String, Object> report(EvaluationRun.Result result) {
    return object(
        "name", result.name(),
        "dimensions", result.dimensions(),
        "textToImage", direction(result.textToImage()),
        "imageToText", direction(result.imageToText()),
        "failures",
            result.failures().stream()
                .map(
                    item ->
                        object(
                            item.isImage() ? "image" : "caption",
                            item.item(),
                            "failure",
                            String.valueOf(item.failure().getMessage())))
                .toList());
  }

  private static Map<String, Object> direction(RetrievalScores scores) {
    Map<String, Object> json =
        object("queries", scores.queries().size(), "candidates", scores.candidates());
    json.putAll(scores(scores.scores()));
    json.put("worst", scores.worst(WORST).stream().map(JsonReport::query).toList());
    return json;
  }

  private static Map<String, Object> query(RankedQuery query) {
    return object(
        "query", query.query(),
        "expected", query.expected(),
        "found", query.found(),
        "rank", query.rank());
  }

  private static Map<String, Object> scores(Map<Metric, Score> scores) {
    Map<String, Object> json = new LinkedHashMap<>();
    scores.forEach(
        (metric, score) ->
            json.put(metric.label(), List.of(score.value(), score.low(), score.high())));
    return json;
  }

  private static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      json.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return json;
  }
}
