package io.github.titanembeddings.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.function.Executable;

/** Returns the failures of calls and futures. */
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

  /** The violations for which a call is rejected. */
  public static List<Violation> violations(Executable call) {
    return assertThrows(InvalidRequestException.class, call).violations();
  }

  /** The codes of the {@link #violations}. */
  public static List<String> codes(Executable call) {
    return violations(call).stream().map(Violation::code).toList();
  }
}
