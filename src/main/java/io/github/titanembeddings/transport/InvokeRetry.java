package io.github.titanembeddings.transport;

import java.time.Duration;
import java.util.Objects;

/**
 * A retry of a call, reported just before its request is sent. Immutable.
 *
 * @param attempt the number of the new attempt; 2 for the first retry
 * @param delay the time since the previous attempt ended
 * @param reason the failure of the previous attempt: an HTTP status with the error's name, such as
 *     {@code HTTP 429 ThrottlingException}, or the class of an exception
 */
public record InvokeRetry(int attempt, Duration delay, String reason) {
  /**
   * Creates a retry.
   *
   * @throws IllegalArgumentException if {@code attempt} is less than 2
   */
  public InvokeRetry {
    Objects.requireNonNull(delay, "delay");
    Objects.requireNonNull(reason, "reason");
    if (attempt < 2) {
      throw new IllegalArgumentException(
          "attempt must be at least 2, the first retry; was " + attempt);
    }
  }
}
