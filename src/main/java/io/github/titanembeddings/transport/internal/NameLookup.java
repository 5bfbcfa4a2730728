package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.net.UnknownHostException;

/** Names the host of a failed name lookup, which the AWS SDK's own message leaves out. */
final class NameLookup {
  private static final int SHOWN = 200;

  private NameLookup() {}

  /** Returns the host and the remedy, after a space; empty if no lookup failed. */
  static String hint(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return " No address for the host "
            + Abbreviate.beginning(String.valueOf(cause.getMessage()), SHOWN)
            + "; check region(...), endpointOverride(...) and the network.";
      }
    }
    return "";
  }
}
