package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.exception.TransportException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates daemon threads. */
public final class Threads {
  private static final int IDLE_SECONDS = 30;

  private Threads() {}

  /**
   * Returns a pool of one thread per processor, at least two. Idle threads end; closing shuts the
   * pool down, and later tasks fail with {@link TransportException.Kind#CLOSED}.
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

  /** Returns a factory of daemon threads that are numbered from 1. */
  public static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> daemon(task, name + "-" + number.incrementAndGet());
  }

  /** Returns a daemon thread that is not started. */
  public static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
