package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.finetune.dataset.DatasetStatistics;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.Histogram;
import io.github.titanembeddings.internal.json.JsonText;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a report as JSON. */
public final class JsonReport {
  private JsonReport() {}

  public static String of(ReportData report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("valid", report.isValid());
    json.put("training", report.trainingLocation());
    if (report.validationLocation() != null) {
      json.put("validation", report.validationLocation());
    }
    json.put("errors", report.count(Severity.ERROR));
    json.put("warnings", report.count(Severity.WARNING));
    json.put("errorsByCode", report.counts(Severity.ERROR));
    json.put("warningsByCode", report.counts(Severity.WARNING));
    json.put("truncated", report.truncated());
    json.put("violations", report.found().stream().map(JsonReport::violation).toList());
    json.put("imagesChecked", report.imagesChecked());
    json.put("statistics", statistics(report.statistics()));
    return JsonText.of(json);
  }

  private static Map<String, Object> violation(DatasetViolation found) {
    Violation violation = found.violation();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("severity", violation.severity().name());
    json.put("code", violation.code());
    json.put("path", violation.path());
    json.put("manifest", found.role().name());
    if (found.line() > 0) {
      json.put("line", found.line());
    }
    if (found.imageRef() != null) {
      json.put("imageRef", found.imageRef());
    }
    json.put("actual", violation.actual());
    json.put("limit", violation.limit());
    json.put("remedy", violation.remedy());
    return json;
  }

  private static Map<String, Object> statistics(DatasetStatistics statistics) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("trainingRecords", statistics.trainingRecords());
    json.put("validationRecords", statistics.validationRecords());
    json.put("manifestBytes", statistics.manifestBytes());
    json.put("images", statistics.images());
    json.put("imageBytesRead", statistics.imageBytesRead());
    json.put("formats", statistics.formats());
    json.put("captionCharacters", histogram(statistics.captionCharacters()));
    json.put("captionTokens", histogram(statistics.captionTokens()));
    json.put("imageWidths", histogram(statistics.imageWidths()));
    json.put("imageHeights", histogram(statistics.imageHeights()));
    json.put("imageBytes", histogram(statistics.imageBytes()));
    return json;
  }

  private static Map<String, Object> histogram(Histogram histogram) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("unit", histogram.unit());
    json.put("min", histogram.min());
    json.put("max", histogram.max());
    json.put("mean", histogram.mean());
    json.put("bounds", histogram.bounds());
    json.put("counts", histogram.counts());
    return json;
  }
}
