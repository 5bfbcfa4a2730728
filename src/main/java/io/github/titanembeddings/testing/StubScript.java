package io.github.titanembeddings.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What the stand-in was told to answer in place of a vector, and when. */
final class StubScript {
  private final Queue<StubAnswer> next = new ArrayDeque<>();
  private InstantSource clock = InstantSource.system();
  private @Nullable Integer requestsPerMinute;
  private @Nullable Instant minute;
  private int requestsOfMinute;
  private Duration latency = Duration.ZERO;

  /** Forgets all it was told. */
  synchronized void clear() {
    next.clear();
    requestsPerMinute = null;
    latency = Duration.ZERO;
  }

  synchronized void add(int times, StubAnswer answer) {
    ScriptNumbers.range(0, ScriptNumbers.MAX_TIMES, "times", times);
    for (int i = 0; i < times; i++) {
      next.add(answer);
    }
  }

  synchronized void requestsPerMinute(int requests, InstantSource clock) {
    requestsPerMinute = ScriptNumbers.atLeast(0, "requests", requests);
    this.clock = clock;
    minute = null;
  }

  synchronized void latency(Duration latency) {
    this.latency = ScriptNumbers.wait("latency", latency);
  }

  synchronized Duration latency() {
    return latency;
  }

  /** The answer to the request that just came, if it is not a vector. */
  synchronized Optional<StubAnswer> take() {
    if (!next.isEmpty()) {
      return Optional.of(next.remove());
    }
    return isOverQuota() ? Optional.of(StubAnswer.throttled()) : Optional.empty();
  }

  private boolean isOverQuota() {
    if (requestsPerMinute == null) {
      return false;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    if (!now.equals(minute)) {
      minute = now;
      requestsOfMinute = 0;
    }
    requestsOfMinute++;
    return requestsOfMinute > requestsPerMinute;
  }
}
