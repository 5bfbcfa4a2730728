package io.github.titanembeddings.testing.internal.controlplane;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Threads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Work of a job on a thread of its own, since it may outlast the timeout of a request. */
final class BackgroundTask<T> {
  private static final long WAIT_SECONDS = 5;

  private final FutureTask<T> task;
  private final Thread thread;
  private volatile boolean endSeen;

  BackgroundTask(Callable<T> work) {
    task = new FutureTask<>(work);
    thread = Threads.daemon(task, "titan-stub-batch");
    thread.start();
  }

  /**
   * Waits for the end of the work until a time of the system's clock, and returns whether it came.
   */
  boolean await(long deadlineNanos) {
    try {
      thread.join(Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())).toMillis() + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sawEnd();
  }

  /** Returns whether nobody has seen the end of the work yet. */
  boolean isPending() {
    return !endSeen;
  }

  private boolean sawEnd() {
    if (!thread.isAlive()) {
      endSeen = true;
    }
    return endSeen;
  }

  /**
   * Returns the result; null if the work has not ended or was cancelled.
   *
   * @throws IllegalArgumentException if it failed
   */
  @Nullable T result() {
    try {
      return sawEnd() ? task.get() : null;
    } catch (CancellationException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException e) {
      Throwable cause = Futures.unwrap(e);
      throw new IllegalArgumentException(String.valueOf(cause.getMessage()), cause);
    }
  }

  /** Ends the work and waits until its thread has released its files. */
  void cancel() {
    task.cancel(true);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
