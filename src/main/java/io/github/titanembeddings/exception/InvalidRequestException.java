package io.github.titanembeddings.exception;

import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Thrown before anything is sent when an input can't be, with everything that is wrong with it. */
public final class InvalidRequestException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /** An exception for these violations, of which there must be one at least. */
  public InvalidRequestException(List<Violation> violations) {
    this(violations, null);
  }

  /** An exception for these violations, of which there must be one at least, and their cause. */
  public InvalidRequestException(List<Violation> violations, @Nullable Throwable cause) {
    super(messageOf(violations), cause);
    this.violations = List.copyOf(violations);
  }

  /** An exception for one violation. */
  public InvalidRequestException(Violation violation) {
    this(List.of(violation), null);
  }

  /** An exception for one violation and its cause. */
  public InvalidRequestException(Violation violation, @Nullable Throwable cause) {
    this(List.of(violation), cause);
  }

  private static String messageOf(List<Violation> violations) {
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("violations must not be empty");
    }
    return violations.stream().map(Violation::message).collect(Collectors.joining("\n"));
  }

  /** What is wrong, all of it, in the order of the request's fields. */
  public List<Violation> violations() {
    return violations == null ? List.of() : violations;
  }

  /** False: the same input is refused again. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
