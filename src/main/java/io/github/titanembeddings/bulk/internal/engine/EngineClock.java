package io.github.titanembeddings.bulk.internal.engine;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The clock of a run, and the only way in which its engine waits. */
public interface EngineClock {
  EngineClock SYSTEM =
      new EngineClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public <T> @Nullable T poll(BlockingQueue<T> queue, long nanos)
            throws InterruptedException {
          return queue.poll(nanos, TimeUnit.NANOSECONDS);
        }
      };

  /** Returns the nanoseconds since a fixed moment. */
  long nanoTime();

  /** Takes the head of a queue; null if there is none within the given nanoseconds. */
  <T> @Nullable T poll(BlockingQueue<T> queue, long nanos) throws InterruptedException;

  /** Converts a duration to nanoseconds, at most 146 years, so that adding it never overflows. */
  static long nanos(Duration duration) {
    return Math.min(Long.MAX_VALUE / 2, TimeUnit.NANOSECONDS.convert(duration));
  }
}
