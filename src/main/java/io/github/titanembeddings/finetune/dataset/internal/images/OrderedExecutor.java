package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.concurrent.Futures;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs some tasks at once and hands on their results in the order in which they were added. */
public final class OrderedExecutor<T> implements AutoCloseable {
  private final Queue<CompletableFuture<T>> running = new ArrayDeque<>();
  private final ExecutorService threads;
  private final int most;
  private final Consumer<T> results;

  /**
   * Nothing runs yet.
   *
   * @param most how many tasks may run or wait to be handed on
   * @param results is called in the thread that adds
   */
  public OrderedExecutor(int most, Consumer<T> results) {
    this.most = most;
    this.results = results;
    this.threads =
        Executors.newFixedThreadPool(
            most,
            task -> {
              Thread thread = new Thread(task, "titan-dataset");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts a task. */
  public <R> CompletableFuture<R> start(Supplier<R> task) {
    return Futures.supply(threads, task);
  }

  /**
   * Adds what will have a result; waits while there are too many.
   *
   * @throws TransportException if the thread was interrupted
   */
  public void add(CompletableFuture<T> result) {
    running.add(result);
    while (running.size() > most) {
      takeFirst();
    }
    while (!running.isEmpty() && running.element().isDone()) {
      takeFirst();
    }
  }

  /** Waits for all results. */
  public void finish() {
    while (!running.isEmpty()) {
      takeFirst();
    }
  }

  private void takeFirst() {
    results.accept(Futures.await(running.remove()));
  }

  /** Ends whatever still runs. */
  @Override
  public void close() {
    running.forEach(result -> result.cancel(true));
    threads.shutdownNow();
  }
}
