package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.AwsSetup;
import io.github.titanembeddings.internal.text.Abbreviate;

/** Failures to resolve the region, the endpoint or the credentials of a call. */
final class MissingSetting {
  private static final int SHOWN = 500;

  private MissingSetting() {}

  static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GivenCredentials.FailedException
          || AwsSetup.isMissing(String.valueOf(cause.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  static TransportException translate(Throwable failure) {
    return new TransportException(
        TransportException.Kind.NOT_SENT, "nothing was sent: " + message(failure), failure);
  }

  private static String message(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (AwsSetup.isMissing(message)) {
        return AwsSetup.explain(message);
      }
    }
    return "the credentials can't be resolved: "
        + Abbreviate.beginning(String.valueOf(failure.getMessage()), SHOWN);
  }
}
