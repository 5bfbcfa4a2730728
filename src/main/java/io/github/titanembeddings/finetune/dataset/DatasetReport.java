package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.report.HtmlReport;
import io.github.titanembeddings.finetune.dataset.internal.report.ReportData;
import io.github.titanembeddings.finetune.dataset.internal.report.TextReport;
import io.github.titanembeddings.finetune.dataset.internal.report.Thumbnails;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link DatasetValidator}. The same dataset always has the same report. Immutable.
 *
 * <pre>{@code
 * DatasetReport report = validator.validate();
 * Files.writeString(Path.of("report.html"), report.toHtml(store));
 * FineTuningRequest.Builder request = FineTuningRequest.from(report.orThrow());
 * }</pre>
 */
public final class DatasetReport {
  private final ReportData data;

  DatasetReport(ReportData data) {
    this.data = data;
  }

  /** Returns whether there are no errors; there may be warnings. */
  public boolean isValid() {
    return data.isValid();
  }

  /**
   * Returns this report if there are no errors.
   *
   * @throws InvalidDatasetException if there are errors
   */
  public DatasetReport orThrow() {
    if (!isValid()) {
      throw new InvalidDatasetException(count(Severity.ERROR), violations());
    }
    return this;
  }

  /** Returns the number of violations of a severity, including those not kept. */
  public long count(Severity severity) {
    return data.count(severity);
  }

  /** Returns the number of violations of a severity by code, including those not kept. */
  public SortedMap<String, Long> counts(Severity severity) {
    return data.counts(severity);
  }

  /**
   * Returns the first violations, at most {@link DatasetValidator.Builder#maxViolations}, ordered
   * by severity (errors first), manifest and line.
   */
  public List<Violation> violations() {
    return data.found().stream().map(DatasetViolation::violation).toList();
  }

  /** Returns {@link #violations()} with manifest, line and image. */
  public List<DatasetViolation> found() {
    return data.found();
  }

  /** Returns whether there are more violations than were kept. */
  public boolean truncated() {
    return data.truncated();
  }

  /** Returns the statistics of the dataset. */
  public DatasetStatistics statistics() {
    return data.statistics();
  }

  /** Returns whether images were checked, which requires a store of images. */
  public boolean imagesChecked() {
    return data.imagesChecked();
  }

  /** Returns the content checks that were made. */
  public Set<ContentCheck> contentChecks() {
    return data.contentChecks();
  }

  /** Returns the path, the {@code s3://} URI or the stream's name of the training manifest. */
  public String trainingLocation() {
    return data.trainingLocation();
  }

  /** Returns the path, URI or stream name of the validation manifest, if there is one. */
  public Optional<String> validationLocation() {
    return Optional.ofNullable(data.validationLocation());
  }

  /** Returns the URI of the training manifest, if it is in a store. */
  public Optional<S3Uri> trainingUri() {
    return Optional.ofNullable(data.trainingUri());
  }

  /** Returns the URI of the validation manifest, if it is in a store. */
  public Optional<S3Uri> validationUri() {
    return Optional.ofNullable(data.validationUri());
  }

  /** Returns the report as plain text. */
  public String toText() {
    return TextReport.of(data);
  }

  /** Returns the report as a self-contained HTML page. */
  public String toHtml() {
    return HtmlReport.of(data, Thumbnails.NONE);
  }

  /**
   * Same as {@link #toHtml()}, but with thumbnails of the first 24 images that have a violation and
   * of the first 12 findings of each code of the content checks, except images that cannot be read
   * or decoded.
   *
   * @throws TransportException if the thread was interrupted
   */
  public String toHtml(ObjectStore images) {
    return HtmlReport.of(data, Thumbnails.of(data, images));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatasetReport that && data.equals(that.data);
  }

  @Override
  public int hashCode() {
    return data.hashCode();
  }

  @Override
  public String toString() {
    return "DatasetReport["
        + statistics()
        + ", "
        + count(Severity.ERROR)
        + " errors, "
        + count(Severity.WARNING)
        + " warnings]";
  }
}
