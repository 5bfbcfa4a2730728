package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.DatasetStatistics;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a validation: the counts of all violations, and those that are kept; the gallery
 * has the first of each code of the content checks.
 */
public record ReportData(
    String trainingLocation,
    @Nullable String validationLocation,
    @Nullable S3Uri trainingUri,
    @Nullable S3Uri validationUri,
    Map<Severity, SortedMap<String, Long>> counts,
    List<DatasetViolation> found,
    List<DatasetViolation> gallery,
    Set<ContentCheck> contentChecks,
    boolean imagesChecked,
    DatasetStatistics statistics) {
  public SortedMap<String, Long> counts(Severity severity) {
    return Objects.requireNonNull(counts.get(Objects.requireNonNull(severity, "severity")));
  }

  public long count(Severity severity) {
    return counts(severity).values().stream().mapToLong(Long::longValue).sum();
  }

  public boolean isValid() {
    return count(Severity.ERROR) == 0;
  }

  public boolean truncated() {
    return count(Severity.ERROR) + count(Severity.WARNING) > found.size();
  }
}
