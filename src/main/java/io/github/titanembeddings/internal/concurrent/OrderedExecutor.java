package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.exception.TransportException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs tasks concurrently and passes on their results in the order in which they were added. Not
 * thread-safe.
 */
public final class OrderedExecutor<T> implements AutoCloseable {
  private final Queue<CompletableFuture<T>> running = new ArrayDeque<>();
  private final ExecutorService threads;
  private final int maxRunning;
  private final Consumer<T> results;

  /**
   * Creates an executor.
   *
   * @param maxRunning the maximum number of tasks that run or whose results wait
   * @param results receives the results on the thread that adds tasks
   */
  public OrderedExecutor(int maxRunning, Consumer<T> results) {
    this.maxRunning = maxRunning;
    this.results = results;
    this.threads = Executors.newFixedThreadPool(maxRunning, Threads.daemons("titan-dataset"));
  }

  public <R> CompletableFuture<R> start(Supplier<R> task) {
    return Futures.supply(threads, task);
  }

  /**
   * Adds a result, and waits while there are too many.
   *
   * @throws TransportException if the thread was interrupted
   */
  public void add(CompletableFuture<T> result) {
    running.add(result);
    while (running.size() > maxRunning) {
      takeFirst();
    }
    while (!running.isEmpty() && running.element().isDone()) {
      takeFirst();
    }
  }

  public void finish() {
    while (!running.isEmpty()) {
      takeFirst();
    }
  }

  private void takeFirst() {
    results.accept(Futures.await(running.remove()));
  }

  @Override
  public void close() {
    running.forEach(result -> result.cancel(true));
    threads.shutdownNow();
  }
}
