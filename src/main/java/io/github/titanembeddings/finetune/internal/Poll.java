package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.finetune.DisappearedException;
import io.github.titanembeddings.finetune.WaitOptions;
import io.github.titanembeddings.finetune.WaitTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the state of a thing until it is as awaited. That the service throttles, fails or can't
 * be reached meanwhile does not end it, so each question is sent once: this is the retry layer.
 */
public abstract class Poll<T> {
  private static final int LONGEST_PAUSE = 4;
  private static final int GONE = 2;

  /** The number of consecutive unreadable responses that ends the wait, which may be billed. */
  private static final int UNREADABLE = 5;

  private final String what;
  private final WaitOptions options;
  private final Timing timing;
  private int failures;
  private int timesMissing;
  private int timesUnreadable;
  private @Nullable T last;

  public Poll(String what, WaitOptions options, Timing timing) {
    this.what = what;
    this.options = options;
    this.timing = timing;
  }

  /** Notes an answer and says whether it is the one awaited; throws if that can never come. */
  public abstract boolean isAwaited(T answer, Duration waited);

  /** Notes a failure that does not end the wait. */
  public abstract void failed(TitanException failure, Duration pause);

  public T await(Supplier<T> question) {
    Duration start = timing.now();
    while (true) {
      Duration pause = timing.jittered(options.pollInterval());
      TitanException failure = ask(question);
      if (failure != null) {
        pause = pauseAfter(failure);
        failed(failure, pause);
      } else if (isAwaited(Objects.requireNonNull(last), timing.since(start))) {
        return last;
      }
      Duration left = options.timeout().minus(timing.since(start));
      if (left.isNegative() || left.isZero()) {
        throw new WaitTimeoutException(what, options.timeout(), last);
      }
      timing.sleep(pause.compareTo(left) < 0 ? pause : left);
    }
  }

  private @Nullable TitanException ask(Supplier<T> question) {
    try {
      last = question.get();
      failures = 0;
      timesMissing = 0;
      timesUnreadable = 0;
      return null;
    } catch (TitanException e) {
      return e;
    }
  }

  /** How long to wait before the next question, if there shall be one. */
  private Duration pauseAfter(TitanException failure) {
    boolean missing =
        failure instanceof ServiceException refusal
            && refusal.kind() == ServiceException.Kind.NOT_FOUND;
    timesMissing = missing ? timesMissing + 1 : 0;
    if (timesMissing == GONE) {
      throw new DisappearedException(what, last != null, failure);
    }
    timesUnreadable = failure instanceof MalformedReplyException ? timesUnreadable + 1 : 0;
    if (timesUnreadable == UNREADABLE || (!missing && !failure.isRetryable())) {
      throw failure;
    }
    failures++;
    Duration pause =
        timing.jittered(options.pollInterval().multipliedBy(Math.min(failures, LONGEST_PAUSE)));
    Duration asked =
        failure instanceof ServiceException refusal
            ? refusal.retryAfter().orElse(Duration.ZERO)
            : Duration.ZERO;
    Duration longest = options.pollInterval().multipliedBy(LONGEST_PAUSE);
    Duration granted = asked.compareTo(longest) < 0 ? asked : longest;
    return pause.compareTo(granted) < 0 ? granted : pause;
  }
}
