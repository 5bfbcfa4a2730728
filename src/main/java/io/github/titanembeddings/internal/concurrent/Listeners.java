package io.github.titanembeddings.internal.concurrent;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls listeners so that their exceptions are logged and ignored. */
public final class Listeners {
  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  private Listeners() {}

  public static void call(Runnable notification) {
    get(
        () -> {
          notification.run();
          return null;
        },
        null);
  }

  /** Returns what a listener returns, or the fallback if it throws. */
  public static <T extends @Nullable Object> T get(Supplier<T> query, T fallback) {
    try {
      return query.get();
    } catch (Throwable e) { // also an Error: no listener ends the release of a throughput
      LOG.log(System.Logger.Level.DEBUG, "a listener failed", e);
      return fallback;
    }
  }
}
