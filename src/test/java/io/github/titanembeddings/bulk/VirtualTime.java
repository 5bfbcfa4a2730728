package io.github.titanembeddings.bulk;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A clock that jumps to the end of each wait, unless something comes within a few milliseconds. */
final class VirtualTime implements Time {
  private static final long GRACE_MILLIS = 20;

  private volatile long now = 1_000_000_000L;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public synchronized <T> @Nullable T poll(BlockingQueue<T> queue, long nanos)
      throws InterruptedException {
    T element = queue.poll(nanos > 0 ? GRACE_MILLIS : 0, TimeUnit.MILLISECONDS);
    if (element == null) {
      now += Math.max(0, nanos);
    }
    return element;
  }
}
