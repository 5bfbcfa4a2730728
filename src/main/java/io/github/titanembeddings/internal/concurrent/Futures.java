package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.exception.TransportException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Chains futures that fail with the exception itself, not a wrapper. Completing the result early,
 * such as by cancelling it, cancels the step in progress, and no further step is started.
 */
@SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
public final class Futures {
  private Futures() {}

  public static <T> CompletableFuture<T> start(
      Executor executor, Supplier<CompletableFuture<T>> step) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      executor.execute(() -> follow(result, step));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new TransportException(
              TransportException.Kind.NOT_SENT, "the executor rejected the task", e));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  public static <T> CompletableFuture<T> supply(Executor executor, Supplier<T> value) {
    return start(executor, () -> CompletableFuture.completedFuture(value.get()));
  }

  /**
   * Starts a call of the AWS SDK, which fails the calls of an interrupted thread and clears its
   * flag. The call is made, and the flag kept for whoever waits.
   */
  public static <T> CompletableFuture<T> uninterrupted(Supplier<CompletableFuture<T>> call) {
    boolean interrupted = Thread.interrupted();
    try {
      return call.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Continues with a future's value. */
  public static <T, R> CompletableFuture<R> then(
      CompletableFuture<T> source, Function<T, CompletableFuture<R>> next) {
    CompletableFuture<R> result = new CompletableFuture<>();
    if (hasValue(source)) {
      follow(result, () -> next.apply(source.join()));
      return result;
    }
    cancelWith(result, source);
    source.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            follow(result, () -> next.apply(value));
          } else {
            result.completeExceptionally(unwrap(failure));
          }
        });
    return result;
  }

  public static <T, R> CompletableFuture<R> map(
      CompletableFuture<T> source, Function<T, R> function) {
    return then(source, value -> CompletableFuture.completedFuture(function.apply(value)));
  }

  /** Continues with a future's failure. */
  public static <T> CompletableFuture<T> recover(
      CompletableFuture<T> source, Function<Throwable, CompletableFuture<T>> next) {
    if (hasValue(source)) {
      return source;
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    cancelWith(result, source);
    source.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            result.complete(value);
          } else {
            follow(result, () -> next.apply(unwrap(failure)));
          }
        });
    return result;
  }

  public static <T> CompletableFuture<T> mapFailure(
      CompletableFuture<T> source, Function<Throwable, Throwable> function) {
    return recover(source, failure -> CompletableFuture.failedFuture(function.apply(failure)));
  }

  /**
   * Waits for a future. An interruption cancels it, keeps the thread's flag set and is thrown as a
   * {@link TransportException}; a failure is thrown unchanged.
   */
  public static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while waiting", e);
    } catch (ExecutionException e) {
      throw asUnchecked(unwrap(e));
    } catch (CancellationException e) { // newer JDKs wrap it
      throw e.getCause() instanceof CancellationException cancellation ? cancellation : e;
    }
  }

  /** Returns the failure without the wrappers that futures add. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wrapper =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapper && cause != null ? unwrap(cause) : failure;
  }

  private static <T> void follow(CompletableFuture<T> result, Supplier<CompletableFuture<T>> step) {
    if (result.isDone()) {
      return;
    }
    CompletableFuture<T> next;
    try {
      next = Objects.requireNonNull(step.get(), "a step returned null in place of a future");
    } catch (Throwable thrown) {
      result.completeExceptionally(thrown);
      return;
    }
    if (hasValue(next)) {
      result.complete(next.join());
      return;
    }
    cancelWith(result, next);
    next.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(unwrap(failure));
          }
        });
  }

  /** Returns whether a future has completed normally; the next step then needs no callback. */
  private static boolean hasValue(CompletableFuture<?> future) {
    return future.isDone() && !future.isCompletedExceptionally();
  }

  public static void cancelWith(CompletableFuture<?> result, CompletableFuture<?> source) {
    result.whenComplete((value, failure) -> source.cancel(true));
  }

  private static RuntimeException asUnchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }
}
