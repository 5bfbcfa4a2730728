package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Thrown by {@link DatasetReport#orThrow()} when a dataset has errors.
 *
 * <pre>{@code
 * try {
 *   report.orThrow();
 * } catch (InvalidDatasetException e) {
 *   e.violations().forEach(System.err::println);
 * }
 * }</pre>
 */
public final class InvalidDatasetException extends TitanException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 5;

  private final transient List<Violation> violations;

  InvalidDatasetException(long errors, List<Violation> violations) {
    super(messageOf(errors, violations), null);
    this.violations = violations;
  }

  private static String messageOf(long errors, List<Violation> violations) {
    String first =
        violations.stream()
            .filter(violation -> violation.severity() == Severity.ERROR)
            .limit(MAX_SHOWN)
            .map(Violation::message)
            .collect(Collectors.joining("\n"));
    return String.format(Locale.ROOT, "the dataset has %,d errors, the first:%n%s", errors, first);
  }

  /**
   * Returns the violations of the report, as {@link DatasetReport#violations()} does; none after
   * deserialization.
   */
  public List<Violation> violations() {
    return violations == null ? List.of() : violations;
  }

  /** Returns false: validating the same dataset again has the same result. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
