package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.report.HtmlReport;
import io.github.titanembeddings.finetune.dataset.internal.report.JsonReport;
import io.github.titanembeddings.finetune.dataset.internal.report.TextReport;
import io.github.titanembeddings.finetune.dataset.internal.report.Thumbnails;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@link DatasetValidator} found in a set. The same set gives the same report, in whatever
 * order its images were read. Immutable and safe to share between threads.
 */
public final class DatasetReport {
  /** What is known. */
  public record Data(
      DatasetManifest training,
      @Nullable DatasetManifest validation,
      Map<Severity, SortedMap<String, Long>> counts,
      List<DatasetViolation> found,
      int cap,
      Map<DatasetRole, BitSet> linesWithErrors,
      boolean imagesChecked,
      List<S3Uri> imageFolders,
      DatasetStatistics statistics) {}

  private final Data data;

  public DatasetReport(Data data) {
    this.data = data;
  }

  /** Whether there is no error; there may be warnings. */
  public boolean isValid() {
    return count(Severity.ERROR) == 0;
  }

  /**
   * This report, if there is no error.
   *
   * @throws InvalidDatasetException if there is one
   */
  public DatasetReport orThrow() {
    if (!isValid()) {
      throw new InvalidDatasetException(this);
    }
    return this;
  }

  /** How many violations of a severity there are, all counted. */
  public long count(Severity severity) {
    return counts(severity).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many violations of a severity there are by their code, all counted. */
  public SortedMap<String, Long> counts(Severity severity) {
    return Objects.requireNonNull(data.counts.get(Objects.requireNonNull(severity, "severity")));
  }

  /**
   * The first violations, as many as the validator was told to keep: errors before warnings, each
   * by manifest and line.
   */
  public List<Violation> violations() {
    return data.found.stream().map(DatasetViolation::violation).toList();
  }

  /** The same violations with their manifest, line and image. */
  public List<DatasetViolation> found() {
    return data.found;
  }

  /** How many violations are kept at most. */
  public int maxViolations() {
    return data.cap;
  }

  /** Whether there are more violations than were kept. */
  public boolean truncated() {
    return count(Severity.ERROR) + count(Severity.WARNING) > data.found.size();
  }

  /** The numbers of all lines of a manifest that have an error, also of those not kept; a copy. */
  public BitSet linesWithErrors(DatasetRole role) {
    BitSet lines = data.linesWithErrors.get(Objects.requireNonNull(role, "role"));
    return (BitSet) Objects.requireNonNull(lines).clone();
  }

  /** What the set consists of. */
  public DatasetStatistics statistics() {
    return data.statistics;
  }

  /** Whether images were looked at: not if the validator had no store of them. */
  public boolean imagesChecked() {
    return data.imagesChecked;
  }

  /** The folders that the images lie in: for each bucket the longest that holds all of its. */
  public List<S3Uri> imageFolders() {
    return data.imageFolders;
  }

  /** Where the training manifest lies: a path, an {@code s3://} URI or the name of a stream. */
  public String trainingLocation() {
    return data.training.location();
  }

  /** Where the validation manifest lies, if there is one. */
  public Optional<String> validationLocation() {
    return Optional.ofNullable(data.validation).map(DatasetManifest::location);
  }

  /** Where the training manifest lies in S3, if it was read from there. */
  public Optional<S3Uri> trainingUri() {
    return data.training.uri();
  }

  /** Where the validation manifest lies in S3, if it was read from there. */
  public Optional<S3Uri> validationUri() {
    return Optional.ofNullable(data.validation).flatMap(DatasetManifest::uri);
  }

  /** The report for a terminal. */
  public String toText() {
    return TextReport.of(this);
  }

  /** The report as one JSON object. */
  public String toJson() {
    return JsonReport.of(this);
  }

  /** The report as one HTML page that needs no other file. */
  public String toHtml() {
    return HtmlReport.of(this, Thumbnails.NONE);
  }

  /**
   * Likewise, with small pictures of the first 24 images that have a violation. One that can't be
   * read or decoded has none.
   *
   * @throws TransportException if the thread was interrupted
   */
  public String toHtml(ObjectStore images) {
    return HtmlReport.of(this, Thumbnails.of(this, images));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatasetReport that
        && data.counts.equals(that.data.counts)
        && data.found.equals(that.data.found)
        && data.cap == that.data.cap
        && data.linesWithErrors.equals(that.data.linesWithErrors)
        && data.imagesChecked == that.data.imagesChecked
        && data.imageFolders.equals(that.data.imageFolders)
        && data.statistics.equals(that.data.statistics)
        && trainingLocation().equals(that.trainingLocation())
        && validationLocation().equals(that.validationLocation());
  }

  @Override
  public int hashCode() {
    return 31 * data.counts.hashCode() + data.found.hashCode();
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
