package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.exception.TransportException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clock, the waits and the random numbers of code that waits, so that tests can replace them.
 */
@FunctionalInterface
public interface Timing {
  /** The machine's clock. */
  Timing SYSTEM = System::nanoTime;

  /** Returns the nanoseconds since a fixed moment. */
  long nanoTime();

  /** Returns a random number from 0 to 1. */
  default double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  default void sleep(Duration pause) throws InterruptedException {
    Thread.sleep(pause.toMillis(), pause.toNanosPart() % 1_000_000); // throws even if 0
  }

  /** Takes the head of a queue; null if there is none within the given nanoseconds. */
  default <T> @Nullable T poll(BlockingQueue<T> queue, long nanos) throws InterruptedException {
    return queue.poll(nanos, TimeUnit.NANOSECONDS);
  }

  /** Sleeps; an interruption keeps the thread's flag set. */
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

  /** Returns the pause with jitter of up to a fifth. */
  default Duration jittered(Duration pause) {
    double factor = 0.8 + 0.4 * random();
    return Duration.ofNanos((long) (pause.toNanos() * factor));
  }

  /** Returns the nanoseconds of a duration from 0, at most 146 years: adding it never overflows. */
  static long nanos(Duration duration) {
    return Math.min(Long.MAX_VALUE / 2, TimeUnit.NANOSECONDS.convert(duration));
  }
}
