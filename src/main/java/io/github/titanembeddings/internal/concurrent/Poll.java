package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.WaitTimeoutException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls a resource until it reaches the awaited state. Throttling, service failures and connection
 * errors do not end the wait: this is the retry layer, so each call is sent once.
 */
public final class Poll<T> {
  private static final System.Logger LOG = System.getLogger(Poll.class.getName());
  private static final int MAX_PAUSE_FACTOR = 4;
  private static final int MAX_MISSING = 2;

  /** The number of consecutive unreadable responses that ends the wait, which may be billed. */
  private static final int MAX_UNREADABLE = 5;

  private final String what;
  private final Duration interval;
  private final Duration timeout;
  private final Timing timing;
  private final Backoff backoff;
  private int failures;
  private int missing;
  private int unreadable;
  private @Nullable T last;

  /** Creates a poll of a resource, named such as {@code job tune}. */
  public Poll(String what, Duration interval, Duration timeout, Timing timing) {
    this.what = what;
    this.interval = interval;
    this.timeout = timeout;
    this.timing = timing;
    Duration longest = interval.multipliedBy(MAX_PAUSE_FACTOR);
    backoff = new Backoff(timing, interval.multipliedBy(2), longest, longest);
  }

  /**
   * Waits and returns the awaited state.
   *
   * @param call gets the resource, without retries
   * @param isAwaited receives each state; throws if the awaited one can no longer be reached
   * @param progress the part of a state whose changes are reported
   * @param listener receives the first state and each one with other progress
   */
  public T await(
      Supplier<T> call, Predicate<T> isAwaited, Function<T, ?> progress, Consumer<T> listener) {
    Duration start = timing.now();
    Object reported = null;
    while (true) {
      Duration pause = timing.jittered(interval);
      TitanException failure = poll(call);
      if (failure != null) {
        pause = pauseAfter(failure);
        LOG.log(Level.DEBUG, "polling " + what + " failed; the next poll is in " + pause, failure);
      } else {
        T state = Objects.requireNonNull(last);
        if (!progress.apply(state).equals(reported)) {
          reported = progress.apply(state);
          Listeners.call(() -> listener.accept(state));
        }
        if (isAwaited.test(state)) {
          return state;
        }
      }
      Duration left = timeout.minus(timing.since(start));
      if (left.isNegative() || left.isZero()) {
        throw new WaitTimeoutException(
            "gave up waiting for "
                + what
                + " after "
                + timeout
                + (last == null ? ", without a response" : ", last seen as " + last)
                + "; it continues in the service: wait again, or stop or release it");
      }
      timing.pause(pause.compareTo(left) < 0 ? pause : left);
    }
  }

  private @Nullable TitanException poll(Supplier<T> call) {
    try {
      last = call.get();
      failures = 0;
      missing = 0;
      unreadable = 0;
      return null;
    } catch (TitanException e) {
      return e;
    }
  }

  /** Returns the pause before the next poll; throws if a failure ends the wait. */
  private Duration pauseAfter(TitanException failure) {
    boolean notFound =
        failure instanceof ServiceException refusal
            && refusal.kind() == ServiceException.Kind.NOT_FOUND;
    missing = notFound ? missing + 1 : 0;
    if (missing == MAX_MISSING) {
      String problem =
          last != null
              ? " no longer exists: it was deleted"
              : " does not exist; check its name, the region and the account";
      throw ((ServiceException) failure).toBuilder().message(what + problem).cause(failure).build();
    }
    unreadable = failure instanceof MalformedReplyException ? unreadable + 1 : 0;
    if (unreadable == MAX_UNREADABLE || (!notFound && !failure.isRetryable())) {
      throw failure;
    }
    failures++;
    return backoff.delay(failures, failure);
  }
}
