package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.Embedding;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Embeds items with a limited number of concurrent calls, and collects vectors and failures. */
@SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
final class VectorCollector {
  private final int size;
  private final int inFlight;
  private final Map<Integer, Throwable> failures = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Embedding>> calls = new ConcurrentHashMap<>();
  private @Nullable VectorMatrix vectors;
  private volatile @Nullable IllegalStateException mixed;

  VectorCollector(int size, int inFlight) {
    this.size = size;
    this.inFlight = inFlight;
  }

  void collect(IntFunction<CompletableFuture<Embedding>> embedder, int failureLimit) {
    Semaphore free = new Semaphore(inFlight);
    try {
      for (int i = 0; i < size; i++) {
        free.acquire();
        require(failureLimit);
        start(i, embedder, free);
      }
      free.acquire(inFlight);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while embedding", e);
    } finally {
      calls.values().forEach(call -> call.cancel(true));
    }
    require(failureLimit);
  }

  private void start(
      int index, IntFunction<CompletableFuture<Embedding>> embedder, Semaphore free) {
    CompletableFuture<Embedding> call =
        Futures.then(CompletableFuture.completedFuture(index), embedder::apply);
    calls.put(index, call);
    call.whenComplete(
        (vector, failure) -> {
          try {
            if (failure == null) {
              keep(index, vector);
            } else {
              failures.put(index, failure);
            }
          } catch (IllegalStateException e) {
            mixed = e;
          } finally {
            calls.remove(index);
            free.release();
          }
        });
  }

  private synchronized void keep(int index, Embedding vector) {
    VectorMatrix matrix = vectors;
    if (matrix == null) {
      matrix = new VectorMatrix(size, vector.length());
      vectors = matrix;
    }
    matrix.set(index, vector);
  }

  private void require(int failureLimit) {
    IllegalStateException problem = mixed;
    if (problem != null) {
      throw problem;
    }
    if (failures.size() > failureLimit) {
      throw new IllegalStateException(
          failures.size() + " items failed, more than the limit of " + failureLimit,
          failures.values().iterator().next());
    }
  }

  /** Returns the vectors; a matrix of one dimension if all items failed. */
  synchronized VectorMatrix vectors() {
    return vectors == null ? new VectorMatrix(size, 1) : vectors;
  }

  Map<Integer, Throwable> failures() {
    return new TreeMap<>(failures);
  }
}
