package io.github.titanembeddings.testing.internal.http;

import io.github.titanembeddings.testing.StubResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What the stand-in was told to answer in place of a vector, and when. */
public final class StubScript {
  private final Queue<StubResponse> next = new ArrayDeque<>();
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

  public synchronized void add(int times, StubResponse answer) {
    ScriptNumbers.range(0, ScriptNumbers.MAX_TIMES, "times", times);
    for (int i = 0; i < times; i++) {
      next.add(answer);
    }
  }

  public synchronized void requestsPerMinute(int requests, InstantSource clock) {
    requestsPerMinute = ScriptNumbers.atLeast(0, "requests", requests);
    this.clock = clock;
    minute = null;
  }

  public synchronized void latency(Duration latency) {
    this.latency = ScriptNumbers.wait("latency", latency);
  }

  synchronized Duration latency() {
    return latency;
  }

  /** The answer to the request that just came, if it is not a vector. */
  synchronized Optional<StubResponse> take() {
    if (!next.isEmpty()) {
      return Optional.of(next.remove());
    }
    return isOverQuota() ? Optional.of(StubResponse.throttled()) : Optional.empty();
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
