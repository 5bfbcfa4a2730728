package io.github.titanembeddings.transport.internal;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The failures that prove that an attempt did not hand its request to a connection. */
final class NotSent {
  /** Classes of the HTTP clients, any of which the user may have excluded. */
  private static final String CONNECT_CLASS = "ConnectTimeoutException";

  private static final Set<String> POOL_CLASSES =
      Set.of("ConnectionPoolTimeoutException", "ConnectionRequestTimeoutException");

  private static final Set<String> POOL_TEXTS =
      Set.of("Acquire operation took longer", "Maximum pending connection acquisitions exceeded");

  private NotSent() {}

  /** Returns whether the name lookup or connect failed, or no connection was acquired in time. */
  static boolean isByHttp(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException
          || CONNECT_CLASS.equals(cause.getClass().getSimpleName())
          || isByPool(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether no connection was acquired in time. */
  static boolean isByPool(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (POOL_CLASSES.contains(cause.getClass().getSimpleName())
          || POOL_TEXTS.stream().anyMatch(String.valueOf(cause.getMessage())::contains)) {
        return true;
      }
    }
    return false;
  }
}
