package io.github.titanembeddings.testing.internal.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The scripted responses to InvokeModel, the request quota and the latency. Thread-safe. */
public final class StubScript {
  private final Queue<ScriptedResponse> next = new ArrayDeque<>();
  private InstantSource clock = InstantSource.system();
  private @Nullable Integer requestsPerMinute;
  private @Nullable Instant minute;
  private int requestsInMinute;
  private Duration latency = Duration.ZERO;

  synchronized void clear() {
    next.clear();
    requestsPerMinute = null;
    latency = Duration.ZERO;
  }

  public synchronized void add(int times, ScriptedResponse response) {
    ScriptNumbers.range(0, ScriptNumbers.MAX_TIMES, "times", times);
    for (int i = 0; i < times; i++) {
      next.add(response);
    }
  }

  public synchronized void requestsPerMinute(int requests, InstantSource clock) {
    requestsPerMinute = ScriptNumbers.atLeast(0, "requests", requests);
    this.clock = clock;
    minute = null;
  }

  public synchronized void latency(Duration latency) {
    this.latency = ScriptNumbers.delay("latency", latency);
  }

  synchronized Duration latency() {
    return latency;
  }

  /** Returns the scripted response to the current request, if any. */
  synchronized Optional<ScriptedResponse> take() {
    if (!next.isEmpty()) {
      return Optional.of(next.remove());
    }
    return isOverQuota() ? Optional.of(ScriptedResponse.throttled()) : Optional.empty();
  }

  private boolean isOverQuota() {
    if (requestsPerMinute == null) {
      return false;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    if (!now.equals(minute)) {
      minute = now;
      requestsInMinute = 0;
    }
    requestsInMinute++;
    return requestsInMinute > requestsPerMinute;
  }
}
