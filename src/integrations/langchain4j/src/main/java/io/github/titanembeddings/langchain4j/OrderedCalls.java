package io.github.titanembeddings.langchain4j;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes calls, a few at a time, and collects their results in order. */
final class OrderedCalls<T> {
  private static final int MAX_IN_FLIGHT = 16;

  private final IntFunction<CompletableFuture<T>> call;
  private final AtomicReferenceArray<T> results;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger remaining;
  private final AtomicReferenceArray<@Nullable CompletableFuture<T>> inFlight;
  private final CompletableFuture<List<T>> all = new CompletableFuture<>();

  private OrderedCalls(int number, IntFunction<CompletableFuture<T>> call) {
    this.call = call;
    this.results = new AtomicReferenceArray<>(number);
    this.inFlight = new AtomicReferenceArray<>(number);
    this.remaining = new AtomicInteger(number);
  }

  /**
   * Returns a future of all results. The first failure fails it and cancels the other calls, as
   * does its cancellation.
   */
  static <T> CompletableFuture<List<T>> all(int number, IntFunction<CompletableFuture<T>> call) {
    if (number == 0) {
      return CompletableFuture.completedFuture(List.of());
    }
    if (number == 1) {
      return map(call.apply(0), List::of);
    }
    return new OrderedCalls<>(number, call).start(Math.min(number, MAX_IN_FLIGHT));
  }

  /** Maps a result; the failure stays unwrapped, and a cancellation reaches the source. */
  static <S, R> CompletableFuture<R> map(CompletableFuture<S> source, Function<S, R> mapper) {
    return map(source, mapper, failure -> {});
  }

  /** Maps a result, and passes a failure or cancellation to a consumer first. */
  @SuppressWarnings("FutureReturnValueIgnored") // the outcome is in the returned future
  static <S, R> CompletableFuture<R> map(
      CompletableFuture<S> source, Function<S, R> mapper, Consumer<Throwable> onFailure) {
    CompletableFuture<R> mapped = new CompletableFuture<>();
    source.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            onFailure.accept(failure);
            mapped.completeExceptionally(failure);
            return;
          }
          try {
            mapped.complete(mapper.apply(value));
          } catch (Throwable e) {
            mapped.completeExceptionally(e);
          }
        });
    mapped.whenComplete(
        (value, failure) -> {
          if (mapped.isCancelled()) {
            source.cancel(true);
          }
        });
    return mapped;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the outcome is in the returned future
  private CompletableFuture<List<T>> start(int lanes) {
    all.whenComplete((value, failure) -> cancelAll());
    IntStream.range(0, lanes).forEach(lane -> makeCalls());
    return all;
  }

  /** Makes calls until one is pending, whose completion resumes this, or none is left. */
  @SuppressWarnings("FutureReturnValueIgnored") // the outcome is in the future of all
  private void makeCalls() {
    for (int i = next.getAndIncrement(); i < results.length(); i = next.getAndIncrement()) {
      if (all.isDone()) {
        return;
      }
      CompletableFuture<T> one = call(i);
      int index = i;
      inFlight.set(index, one);
      if (all.isDone()) {
        one.cancel(true);
        return;
      }
      boolean pending = !one.isDone();
      one.whenComplete(
          (value, failure) -> {
            inFlight.set(index, null);
            record(index, value, failure);
            if (pending) {
              makeCalls();
            }
          });
      if (pending) {
        return;
      }
    }
  }

  private void cancelAll() {
    for (int i = 0; i < inFlight.length(); i++) {
      CompletableFuture<T> one = inFlight.get(i);
      if (one != null) {
        one.cancel(true);
      }
    }
  }

  private CompletableFuture<T> call(int index) {
    try {
      return call.apply(index);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void record(int index, T value, @Nullable Throwable failure) {
    if (failure != null) {
      all.completeExceptionally(failure);
      return;
    }
    results.set(index, value);
    if (remaining.decrementAndGet() == 0) {
      all.complete(IntStream.range(0, results.length()).mapToObj(results::get).toList());
    }
  }
}
