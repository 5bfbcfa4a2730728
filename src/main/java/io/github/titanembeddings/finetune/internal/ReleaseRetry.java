package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.concurrent.Backoff;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.transport.internal.BedrockControlPlane.Retries;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelStatus;

/**
 * Deletes one throughput and retries transient failures. This is the retry layer, so each call is
 * sent once. Since the throughput is billed, the first interruption is deferred; a second one ends
 * the retries.
 */
public final class ReleaseRetry {
  private static final System.Logger LOG = System.getLogger(ReleaseRetry.class.getName());
  private static final int ATTEMPTS = 5;
  private static final int ATTEMPTS_IN_TRANSITION = 20;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration PAUSE_IN_TRANSITION = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final ThroughputCalls calls;
  private final Timing timing;
  private final Backoff backoff;
  private int interruptions;
  private int failures;
  private int refusals;

  public ReleaseRetry(ThroughputCalls calls, Timing timing) {
    this.calls = calls;
    this.timing = timing;
    backoff = new Backoff(timing, FIRST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE);
  }

  /**
   * Deletes the throughput, or throws the last failure. A throughput that the service reports as
   * missing counts as deleted.
   */
  public void run(String throughput) {
    interruptions = Thread.interrupted() ? 1 : 0;
    try {
      TitanException failure;
      while ((failure = delete(throughput)) != null) {
        Duration pause = pauseAfter(throughput, failure);
        LOG.log(Level.DEBUG, "the release failed; the next attempt is in " + pause, failure);
        sleep(pause, failure);
      }
    } finally {
      if (interruptions > 0) {
        Thread.currentThread().interrupt();
      }
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

  /** Returns whether the service reports it as missing; a 404 of a proxy proves nothing. */
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
    return backoff.delay(failures, failure);
  }

  /** Returns whether the service may accept the deletion once a transition ends. */
  private boolean isInTransition(String throughput) {
    try {
      ProvisionedModelStatus status = calls.get(throughput, Retries.NONE).status();
      return status == ProvisionedModelStatus.CREATING || status == ProvisionedModelStatus.UPDATING;
    } catch (TitanException e) {
      return true;
    }
  }

  private void sleep(Duration pause, TitanException failure) {
    try {
      timing.sleep(pause);
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
