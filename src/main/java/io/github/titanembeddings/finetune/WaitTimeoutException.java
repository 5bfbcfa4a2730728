package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when something has not come about in the time allowed. What was waited for goes on in the
 * service, and may go on costing money.
 */
public final class WaitTimeoutException extends TitanException {
  private static final long serialVersionUID = 1L;

  public WaitTimeoutException(String what, Duration timeout, @Nullable Object last) {
    super(
        "gave up waiting for "
            + what
            + " after "
            + timeout
            + (last == null ? ", without an answer" : ", last seen as " + last)
            + "; it goes on in the service: wait again, or stop or release it",
        null);
  }

  /** True: one can go on waiting. */
  @Override
  public boolean isRetryable() {
    return true;
  }
}
