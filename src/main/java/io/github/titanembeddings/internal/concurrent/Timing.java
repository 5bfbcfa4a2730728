package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.exception.TransportException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The source of time, sleep and randomness, replaceable in tests. */
@FunctionalInterface
public interface Timing {
  /** The machine's clock. */
  Timing SYSTEM = System::nanoTime;

  /** Returns the nanoseconds since a fixed moment. */
  long nanoTime();

  /** Returns a random number of at least 0 and below 1. */
  default double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  default void sleep(Duration pause) throws InterruptedException {
    Thread.sleep(pause.toMillis(), pause.toNanosPart() % 1_000_000); // throws even if 0
  }

  /** Removes and returns the queue's head, or null if none arrives within the nanoseconds. */
  default <T> @Nullable T poll(BlockingQueue<T> queue, long nanos) throws InterruptedException {
    return queue.poll(nanos, TimeUnit.NANOSECONDS);
  }

  /** Sleeps; if interrupted, restores the interrupt flag and throws {@link TransportException}. */
  default void pause(Duration pause) {
    try {
      sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while waiting", e);
    }
  }

  default Duration now() {
    return Duration.ofNanos(nanoTime());
  }

  default Duration since(Duration start) {
    return now().minus(start);
  }

  /** Returns the pause, randomized by ±20 %. */
  default Duration jittered(Duration pause) {
    double factor = 0.8 + 0.4 * random();
    return Duration.ofNanos((long) (pause.toNanos() * factor));
  }

  /** Converts a non-negative duration to nanoseconds, capped at 146 years to avoid overflow. */
  static long nanos(Duration duration) {
    return Math.min(Long.MAX_VALUE / 2, TimeUnit.NANOSECONDS.convert(duration));
  }
}
