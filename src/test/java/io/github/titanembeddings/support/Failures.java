package io.github.titanembeddings.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Returns the failures of futures. */
public final class Failures {
  private static final int PATIENCE_SECONDS = 30;

  private Failures() {}

  /** The exception of a type that a future fails with, not wrapped in another. */
  public static <T extends Throwable> T of(CompletableFuture<?> future, Class<T> type) {
    ExecutionException failure =
        assertThrows(
            ExecutionException.class, () -> future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertThat(failure).hasCauseInstanceOf(type);
    return Objects.requireNonNull(type.cast(failure.getCause()));
  }
}
