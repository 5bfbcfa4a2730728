package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.TitanException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks up the effect of a call whose response was lost. */
public final class Aftermath {
  private Aftermath() {}

  /**
   * Returns the result of a lookup, or null if it fails; its exception is then suppressed in the
   * failure. An interruption is deferred until the lookup ends, since the call may be billed.
   */
  public static <T> @Nullable T of(TitanException failure, Supplier<@Nullable T> question) {
    boolean interrupted = Thread.interrupted();
    try {
      return question.get();
    } catch (RuntimeException | Error e) { // also that the client was closed meanwhile
      failure.addSuppressed(e);
      return null;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
