package io.github.titanembeddings.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.Failures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FuturesTest {
  private final CompletableFuture<String> source = new CompletableFuture<>();

  @Test
  void continuesWithTheValue() {
    CompletableFuture<Integer> length = Futures.map(source, String::length);
    source.complete("abc");

    assertThat(length).isCompletedWithValue(3);
  }

  @Test
  void failsWithTheUnwrappedException() {
    IOException failure = new IOException();
    CompletableFuture<Integer> length =
        Futures.map(Futures.map(source.thenApply(text -> text), text -> text), String::length);
    source.completeExceptionally(failure);

    assertThat(Failures.of(length, IOException.class)).isSameAs(failure);
  }

  @Test
  void failsWithTheExceptionOfAStep() {
    CompletableFuture<String> sneaky =
        Futures.then(source, text -> FuturesTest.<CompletableFuture<String>>sneak());
    CompletableFuture<String> none = Futures.then(source, text -> noFuture());
    source.complete("a");

    Failures.of(sneaky, IOException.class);
    assertThat(Failures.of(none, NullPointerException.class))
        .hasMessage("a step returned null in place of a future");
  }

  @SuppressWarnings("NullAway")
  private static CompletableFuture<String> noFuture() {
    return null;
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <T> T sneak() {
    return FuturesTest.<RuntimeException, T>sneak(new IOException("checked"));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable, T> T sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void recoversFromAFailure() {
    CompletableFuture<String> better =
        Futures.recover(source, failure -> CompletableFuture.completedFuture("better"));
    CompletableFuture<String> other = Futures.mapFailure(source, IllegalStateException::new);
    source.completeExceptionally(new IOException());

    assertThat(better).isCompletedWithValue("better");
    assertThat(Failures.of(other, IllegalStateException.class))
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void cancellingCancelsThePendingFuture() {
    CompletableFuture<String> second = new CompletableFuture<>();
    CompletableFuture<String> result = Futures.then(source, text -> second);
    source.complete("a");
    result.cancel(true);

    assertThat(second).isCancelled();
  }

  @Test
  void timeoutCancelsThePendingFuture() {
    CompletableFuture<String> result =
        Futures.map(source, text -> text).orTimeout(1, TimeUnit.MILLISECONDS);

    Failures.of(result, TimeoutException.class);
    assertThat(source).isCancelled();
  }

  @Test
  void startsNoTimerForACompletedFuture() {
    AtomicBoolean started = new AtomicBoolean();
    List<Runnable> tasks = new ArrayList<>();
    CompletableFuture<Boolean> result =
        Futures.supply(tasks::add, () -> started.compareAndSet(false, true));
    result.cancel(true);
    tasks.forEach(Runnable::run);

    assertThat(started).isFalse();
  }

  @Test
  void reportsARejectedExecutionAsNotSent() {
    CompletableFuture<String> result =
        Futures.supply(
            task -> {
              throw new RejectedExecutionException("full");
            },
            () -> "never");

    assertThat(Failures.of(result, TransportException.class).kind())
        .isEqualTo(TransportException.Kind.NOT_SENT);
  }

  @Test
  void getReturnsTheValueOrThrowsTheUnwrappedFailure() {
    assertThat(Futures.await(CompletableFuture.completedFuture("a"))).isEqualTo("a");
    for (Throwable failure :
        List.of(
            new IllegalArgumentException(), new AssertionError(), new CancellationException())) {
      assertThat(
              assertThrows(
                  failure.getClass(), () -> Futures.await(CompletableFuture.failedFuture(failure))))
          .isSameAs(failure);
    }
    assertThat(
            assertThrows(
                IllegalStateException.class,
                () -> Futures.await(CompletableFuture.failedFuture(new IOException()))))
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void unwrapsEveryWrapper() {
    IOException failure = new IOException();

    assertThat(Futures.unwrap(new CompletionException(new CompletionException(failure))))
        .isSameAs(failure);
    assertThat(Futures.unwrap(failure)).isSameAs(failure);
  }
}
