package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.exception.TransportException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads that never keep a program alive. */
public final class Threads {
  private static final int IDLE_SECONDS = 30;

  private Threads() {}

  /**
   * As many threads as there are processors, two at least; they end when there is nothing to do,
   * and with what is closed. A task that comes later fails as closed.
   */
  public static Executor pool(String name, List<Runnable> closings) {
    int size = Math.max(2, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons(name),
            (task, closed) -> refuse());
    pool.allowCoreThreadTimeOut(true);
    closings.add(pool::shutdown);
    return pool;
  }

  private static void refuse() {
    throw new TransportException(TransportException.Kind.CLOSED, "closed during the call", null);
  }

  public static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> daemon(task, name + "-" + number.incrementAndGet());
  }

  /** A thread of a name that does not keep the program alive. */
  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
