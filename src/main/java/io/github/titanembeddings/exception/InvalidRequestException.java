package io.github.titanembeddings.exception;

import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Thrown before a request is sent if the input is invalid, with all its violations.
 *
 * <pre>{@code
 * try {
 *   titan.embed(r -> r.text(text));
 * } catch (InvalidRequestException e) {
 *   e.violations().forEach(violation -> System.err.println(violation.code() + " " + violation));
 * }
 * }</pre>
 */
public final class InvalidRequestException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /**
   * Creates an exception.
   *
   * @throws IllegalArgumentException if there are no violations
   */
  public InvalidRequestException(List<Violation> violations) {
    this(violations, null);
  }

  /** Same as {@link #InvalidRequestException(List)}, with a cause. */
  public InvalidRequestException(List<Violation> violations, @Nullable Throwable cause) {
    super(messageOf(violations), cause);
    this.violations = List.copyOf(violations);
  }

  public InvalidRequestException(Violation violation) {
    this(List.of(violation), null);
  }

  public InvalidRequestException(Violation violation, @Nullable Throwable cause) {
    this(List.of(violation), cause);
  }

  private static String messageOf(List<Violation> violations) {
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("violations must not be empty");
    }
    return violations.stream().map(Violation::message).collect(Collectors.joining("\n"));
  }

  /** Returns all violations, in the order of the request's fields; empty if deserialized. */
  public List<Violation> violations() {
    return violations == null ? List.of() : violations;
  }

  /** Returns false. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
