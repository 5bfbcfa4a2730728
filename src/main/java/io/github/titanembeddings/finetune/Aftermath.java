package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds out what became of a call whose response was lost. */
final class Aftermath {
  private Aftermath() {}

  /**
   * Returns an answer, or null and the reason among what the failure suppressed. An interruption is
   * set aside meanwhile: money is at stake.
   */
  static <T> @Nullable T of(TitanException failure, Supplier<@Nullable T> question) {
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
