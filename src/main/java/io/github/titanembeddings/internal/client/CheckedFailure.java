package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.TimeoutException;

/** Translates the checked exceptions of a custom transport. */
public final class CheckedFailure {
  private static final int SHOWN = 500;

  private CheckedFailure() {}

  /** Translates an exception; restores the interrupt flag after an interruption. */
  public static TransportException translate(Exception failure) {
    TransportException.Kind kind = kind(failure);
    if (kind == TransportException.Kind.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return new TransportException(
        kind, "the transport failed: " + Abbreviate.beginning(failure.toString(), SHOWN), failure);
  }

  private static TransportException.Kind kind(Exception failure) {
    if (failure instanceof TimeoutException
        || failure instanceof SocketTimeoutException
        || isHttpTimeout(failure.getClass().getName())) {
      return TransportException.Kind.TIMEOUT;
    }
    return failure instanceof InterruptedException
            || failure instanceof InterruptedIOException
            || failure instanceof ClosedByInterruptException
        ? TransportException.Kind.INTERRUPTED
        : TransportException.Kind.CONNECTION;
  }

  /** Recognizes the JDK HTTP client's exceptions by name: its module is not required. */
  private static boolean isHttpTimeout(String name) {
    return name.startsWith("java.net.http.Http") && name.endsWith("TimeoutException");
  }
}
