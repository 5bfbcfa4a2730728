package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.Locale;
import java.util.stream.Collectors;

/** Thrown by {@link DatasetReport#orThrow()} when a set has errors. */
public final class InvalidDatasetException extends TitanException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 5;

  private final transient DatasetReport report;

  InvalidDatasetException(DatasetReport report) {
    super(messageOf(report), null);
    this.report = report;
  }

  private static String messageOf(DatasetReport report) {
    String first =
        report.violations().stream()
            .filter(violation -> violation.severity() == Severity.ERROR)
            .limit(SHOWN)
            .map(Violation::message)
            .collect(Collectors.joining("\n"));
    long errors = report.count(Severity.ERROR);
    return String.format(Locale.ROOT, "the set has %,d errors, the first:%n%s", errors, first);
  }

  /**
   * The whole report.
   *
   * @throws IllegalStateException if the exception was serialised, which leaves the report behind
   */
  public DatasetReport report() {
    if (report == null) {
      throw new IllegalStateException("the report is not serialised with the exception");
    }
    return report;
  }

  /** False: the same set is refused again. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
