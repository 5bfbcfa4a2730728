package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Exceptions for images that cannot be read. */
public final class ImageProblems {
  private ImageProblems() {}

  public static TitanException unreadable(String label, IOException cause) {
    if (isInterruption(cause)) {
      Thread.currentThread().interrupt();
      return new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while reading " + label, cause);
    }
    if (cause instanceof NoSuchFileException) {
      return refused(
          ViolationCodes.IMAGE_NOT_FOUND, label + " does not exist", "correct the path", cause);
    }
    if (cause instanceof AccessDeniedException) {
      return refused(
          ViolationCodes.IMAGE_ACCESS_DENIED,
          label + " may not be read",
          "give the right to read it",
          cause);
    }
    if (cause instanceof ImageData.ChangedException) {
      return changed(label + ": " + cause.getMessage());
    }
    return refused(
        ViolationCodes.IMAGE_UNREADABLE,
        label + " can't be read: " + cause,
        "make it readable",
        cause);
  }

  private static boolean isInterruption(IOException cause) {
    return cause instanceof ClosedByInterruptException
        || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException));
  }

  public static InvalidRequestException changed(String label, long expected, long found) {
    String then = found < expected ? String.format(Locale.ROOT, "%,d", found) : "more";
    return changed(String.format(Locale.ROOT, "%s had %,d bytes, then %s", label, expected, then));
  }

  private static InvalidRequestException changed(String actual) {
    return refused(
        ViolationCodes.IMAGE_CHANGED,
        actual,
        "send it again when no process is writing to it",
        null);
  }

  public static InvalidRequestException refused(
      String code, String actual, String remedy, @Nullable Throwable cause) {
    return new InvalidRequestException(
        Violation.error(WireNames.INPUT_IMAGE, code).actual(actual).remedy(remedy).build(), cause);
  }
}
