package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says what is wrong with a manifest that can't be read. */
final class ManifestProblems {
  private ManifestProblems() {}

  /** The exception for a file whose reading failed. */
  static TitanException unreadable(String name, IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      Thread.currentThread().interrupt();
      return new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while reading " + name, cause);
    }
    return new InvalidRequestException(violation(name, cause), cause);
  }

  private static Violation violation(String name, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return violation(name, "file.not-found", "no such file", "correct the path");
    } else if (cause instanceof AccessDeniedException) {
      return violation(
          name, "file.access-denied", "a file that may not be read", "give the right to read it");
    }
    return violation(name, "file.unreadable", cause.toString(), "make it readable");
  }

  /** What is wrong with an object whose reading failed. */
  static Violation violation(String name, StorageException cause) {
    String found = String.valueOf(cause.getMessage());
    return switch (cause.kind()) {
      case NOT_FOUND -> violation(name, "file.not-found", found, "correct the URI");
      case ACCESS_DENIED ->
          violation(
              name,
              "file.access-denied",
              found,
              "allow s3:GetObject on it to these credentials, and to the job's role");
      case UNAVAILABLE -> violation(name, "file.unavailable", found, "try again later");
      case FAILED -> violation(name, "file.unreadable", found, "make it readable");
    };
  }

  private static Violation violation(String name, String code, String found, String remedy) {
    return Violation.error(name, code).actual(found).remedy(remedy).build();
  }
}
