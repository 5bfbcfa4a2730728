package io.github.titanembeddings.finetune.dataset.internal.manifest;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The violations for a manifest that cannot be read. */
final class ManifestProblems {
  private ManifestProblems() {}

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
      return violation(name, ViolationCodes.FILE_NOT_FOUND, "no such file", "correct the path");
    } else if (cause instanceof AccessDeniedException) {
      return violation(
          name, ViolationCodes.FILE_ACCESS_DENIED, "access denied", "grant read permission");
    }
    return violation(name, ViolationCodes.FILE_UNREADABLE, cause.toString(), "make it readable");
  }

  /** Rejects a file whose first bytes are UTF-16, UTF-32 or gzip. */
  static void rejectForeign(String name, byte[] start, int length) {
    int first = length < 2 ? 0 : ((start[0] & 0xFF) << 8) | (start[1] & 0xFF);
    if (first == 0x1F8B) {
      throw foreign(name, "gzip data", "decompress it");
    }
    String encoding = encoding(start, length, first == 0xFEFF || first == 0xFFFE);
    if (encoding != null) {
      throw foreign(name, encoding, "save it as UTF-8");
    }
  }

  /** Returns the wide encoding at the beginning of a text, with or without a byte order mark. */
  private static @Nullable String encoding(byte[] start, int length, boolean mark) {
    StringBuilder zeros = new StringBuilder();
    for (int i = 0; i < Math.min(4, length); i++) {
      zeros.append(start[i] == 0 ? '0' : 'x');
    }
    return switch (zeros.toString()) {
      case "x000", "000x" -> "UTF-32 text without a byte order mark";
      case "x0x0", "0x0x", "x0x", "0x0", "x0", "0x" -> "UTF-16 text without a byte order mark";
      case "00xx" -> "UTF-32 text";
      case "xx00" -> mark ? "UTF-32 text" : null;
      default -> mark ? "UTF-16 text" : null;
    };
  }

  private static InvalidRequestException foreign(String name, String found, String remedy) {
    return new InvalidRequestException(
        Violation.error(name, ViolationCodes.FILE_NOT_UTF8)
            .actual(found)
            .limit("UTF-8")
            .remedy(remedy)
            .build());
  }

  private static Violation violation(String name, String code, String found, String remedy) {
    return Violation.error(name, code).actual(found).remedy(remedy).build();
  }
}
