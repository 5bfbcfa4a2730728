package io.github.titanembeddings.finetune.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes training metrics as JSON. */
public final class MetricsJson {
  private MetricsJson() {}

  public static String write(
      List<MetricsCsv.Row> training, List<MetricsCsv.Row> validation, List<String> notes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    add(json.putArray("training"), training);
    add(json.putArray("validation"), validation);
    notes.forEach(json.putArray("notes")::add);
    return json.toString();
  }

  private static void add(ArrayNode series, List<MetricsCsv.Row> rows) {
    for (MetricsCsv.Row row : rows) {
      ObjectNode json = series.addObject().put("stepNumber", row.stepNumber());
      put(json, "epochNumber", row.epochNumber());
      put(json, "loss", row.loss());
      put(json, "perplexity", row.perplexity());
    }
  }

  private static void put(ObjectNode point, String name, double number) {
    if (!Double.isNaN(number)) {
      point.put(name, number);
    }
  }
}
