package io.github.titanembeddings.internal.concurrent;

/** Calls listeners so that their exceptions are logged and ignored. */
public final class Listeners {
  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  private Listeners() {}

  public static void call(Runnable notification) {
    try {
      notification.run();
    } catch (Throwable e) { // also an Error: no listener ends the release of a throughput
      LOG.log(System.Logger.Level.DEBUG, "a listener failed", e);
    }
  }
}
