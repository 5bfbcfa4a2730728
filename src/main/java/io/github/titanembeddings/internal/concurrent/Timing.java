package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.exception.TransportException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The nanosecond clock, the sleeper, and random numbers from 0 to 1 of code that waits, so that
 * tests can replace them.
 */
public record Timing(LongSupplier nanoTime, Sleeper sleeper, DoubleSupplier random) {
  /** The machine's clock. */
  public static final Timing SYSTEM =
      new Timing(
          System::nanoTime,
          pause -> Thread.sleep(pause.toMillis(), pause.toNanosPart() % 1_000_000),
          () -> ThreadLocalRandom.current().nextDouble());

  private static final double SPREAD = 0.4;

  public interface Sleeper {
    void sleep(Duration pause) throws InterruptedException;
  }

  public Duration now() {
    return Duration.ofNanos(nanoTime.getAsLong());
  }

  public Duration since(Duration start) {
    return now().minus(start);
  }

  /** Returns the pause with jitter of up to a fifth. */
  public Duration jittered(Duration pause) {
    double factor = 1 + SPREAD * (random.getAsDouble() - 0.5);
    return Duration.ofNanos((long) (pause.toNanos() * factor));
  }

  /** Pauses; an interruption keeps the thread's flag set. */
  public void sleep(Duration pause) {
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while waiting", e);
    }
  }
}
