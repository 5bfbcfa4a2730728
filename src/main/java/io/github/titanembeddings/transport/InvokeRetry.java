package io.github.titanembeddings.transport;

import java.time.Duration;
import java.util.Objects;

/**
 * A retry of a call: the request is about to be sent once more. Immutable.
 *
 * @param attempt the number of the attempt that begins, 2 for the first retry
 * @param delay the time since the attempt before it ended
 * @param reason the failure of the attempt before: an HTTP status with the error's name, such as
 *     {@code HTTP 429 ThrottlingException}, or the class of an exception
 */
public record InvokeRetry(int attempt, Duration delay, String reason) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if {@code attempt} is less than 2
   */
  public InvokeRetry {
    if (attempt < 2) {
      throw new IllegalArgumentException(
          "attempt must be at least 2, the first retry; was " + attempt);
    }
    Objects.requireNonNull(delay, "delay");
    Objects.requireNonNull(reason, "reason");
  }
}
