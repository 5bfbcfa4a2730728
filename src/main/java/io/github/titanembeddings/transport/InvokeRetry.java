package io.github.titanembeddings.transport;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A retry of a call: the request is about to be sent once more. Immutable. */
public final class InvokeRetry {
  private final int attempt;
  private final Duration delay;
  private final String reason;

  private InvokeRetry(int attempt, Duration delay, String reason) {
    this.attempt = attempt;
    this.delay = Objects.requireNonNull(delay, "delay");
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * Returns a retry.
   *
   * @throws IllegalArgumentException if {@code attempt} is less than 2
   */
  public static InvokeRetry of(int attempt, Duration delay, String reason) {
    if (attempt < 2) {
      throw new IllegalArgumentException(
          "attempt must be at least 2, the first retry; was " + attempt);
    }
    return new InvokeRetry(attempt, delay, reason);
  }

  /** Returns the number of the new attempt; 2 for the first retry. */
  public int attempt() {
    return attempt;
  }

  /** Returns the time since the previous attempt ended. */
  public Duration delay() {
    return delay;
  }

  /**
   * Returns the failure of the previous attempt: an HTTP status with the error's name, such as
   * {@code HTTP 429 ThrottlingException}, or the class of an exception.
   */
  public String reason() {
    return reason;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InvokeRetry that
        && attempt == that.attempt
        && delay.equals(that.delay)
        && reason.equals(that.reason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(attempt, delay, reason);
  }

  @Override
  public String toString() {
    return "InvokeRetry[attempt " + attempt + " after " + delay + ": " + reason + "]";
  }
}
