package io.github.titanembeddings.finetune.throughput.internal;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.internal.Timing;
import io.github.titanembeddings.finetune.throughput.ThroughputListener;
import io.github.titanembeddings.finetune.throughput.ThroughputStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Deletes one throughput, trying again where that may help. Each request is sent once: this is the
 * retry layer. Money is at stake, so one interruption is kept for later; a second one ends it.
 */
public final class ReleaseRetry {
  private static final int ATTEMPTS = 5;
  private static final int ATTEMPTS_IN_TRANSITION = 20;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PAUSE_IN_TRANSITION = Duration.ofSeconds(30);

  private final ThroughputCalls calls;
  private final Timing timing;
  private final ThroughputListener listener;
  private int interruptions;
  private int failures;
  private int refusals;
  private @Nullable RuntimeException thrown;

  public ReleaseRetry(ThroughputCalls calls, Timing timing, ThroughputListener listener) {
    this.calls = calls;
    this.timing = timing;
    this.listener = listener;
  }

  /**
   * Deletes the throughput, or throws the last failure. A throughput that the service does not know
   * counts as deleted.
   *
   * @return what the listener threw meanwhile, if anything
   */
  @Nullable
  public RuntimeException run(String throughput) {
    interruptions = Thread.interrupted() ? 1 : 0;
    try {
      for (TitanException failure = delete(throughput);
          failure != null;
          failure = delete(throughput)) {
        Duration pause = pauseAfter(throughput, failure);
        tell(failure, pause);
        sleep(pause, failure);
      }
      return thrown;
    } finally {
      if (interruptions > 0) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void tell(TitanException failure, Duration pause) {
    try {
      listener.releaseFailed(failure, pause);
    } catch (RuntimeException e) {
      thrown = e;
    }
  }

  private @Nullable TitanException delete(String throughput) {
    try {
      calls.deleteOnce(throughput);
      return null;
    } catch (TitanException e) {
      return isGone(e) ? null : e;
    }
  }

  /** Returns whether the service reports it as missing; a 404 of another server proves nothing. */
  private static boolean isGone(TitanException failure) {
    return failure instanceof ServiceException refusal
        && refusal.kind() == ServiceException.Kind.NOT_FOUND
        && refusal.errorCode().equals("ResourceNotFoundException");
  }

  private Duration pauseAfter(String throughput, TitanException failure) {
    if (failure instanceof TransportException broken
        && broken.kind() == TransportException.Kind.INTERRUPTED) {
      interrupted(failure);
      return Duration.ZERO;
    }
    if (failure instanceof ServiceException refusal
        && refusal.kind() == ServiceException.Kind.CONFLICT) {
      refusals++;
      if (refusals >= ATTEMPTS_IN_TRANSITION || !isInTransition(throughput)) {
        throw failure;
      }
      return timing.jittered(PAUSE_IN_TRANSITION);
    }
    failures++;
    if (!failure.isRetryable() || failures >= ATTEMPTS) {
      throw failure;
    }
    return timing.jittered(PAUSE.multipliedBy(1L << (failures - 1)));
  }

  /** Whether the service may take the deletion once it is done with something else. */
  private boolean isInTransition(String throughput) {
    try {
      ThroughputStatus status = calls.getOnce(throughput).status();
      return status == ThroughputStatus.CREATING || status == ThroughputStatus.UPDATING;
    } catch (TitanException e) {
      return true;
    }
  }

  private void sleep(Duration pause, TitanException failure) {
    try {
      timing.sleeper().sleep(pause);
    } catch (InterruptedException e) {
      interrupted(failure);
    }
  }

  private void interrupted(TitanException failure) {
    Thread.interrupted();
    interruptions++;
    if (interruptions > 1) {
      throw failure;
    }
  }
}
