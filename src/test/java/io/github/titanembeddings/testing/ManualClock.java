package io.github.titanembeddings.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that only advances when moved. */
public final class ManualClock implements InstantSource {
  public static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

  private Instant now = START;

  synchronized void move(Duration step) {
    now = now.plus(step);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }
}
