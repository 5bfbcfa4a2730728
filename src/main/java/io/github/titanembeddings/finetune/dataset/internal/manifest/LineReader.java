package io.github.titanembeddings.finetune.dataset.internal.manifest;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a manifest from the first to the last. Not thread-safe. */
public final class LineReader implements Iterator<ManifestLine>, AutoCloseable {
  private final LineSplitter lines;
  private final LineParser parser;
  private final String name;
  private long number;
  private boolean lookedAhead;
  private boolean hasLine;

  /** Opens a manifest; violations use {@code name} for it. */
  public LineReader(ManifestSource source, Limits limits, String name) {
    this.name = name;
    this.parser = new LineParser(name, limits);
    try {
      lines = new LineSplitter(source.opener().open(), limits.get(Limit.MANIFEST_LINE_BYTES));
    } catch (IOException e) {
      throw unreadable(name, e);
    }
    try {
      if (hasNext()) {
        rejectForeign(name, lines.bytes(), lines.length());
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    if (!lookedAhead) {
      try {
        hasLine = lines.next();
      } catch (IOException e) {
        throw unreadable(name, e);
      }
      lookedAhead = true;
    }
    return hasLine;
  }

  @Override
  public ManifestLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException(name + " ends after line " + number);
    }
    lookedAhead = false;
    number++;
    return lines.isTooLong()
        ? parser.tooLong(number, lines.byteCount())
        : parser.parse(number, lines.bytes(), lines.length());
  }

  public long bytesRead() {
    return lines.totalBytes();
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      System.getLogger(LineReader.class.getName())
          .log(System.Logger.Level.DEBUG, "could not close " + name, e);
    }
  }

  private static TitanException unreadable(String name, IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      Thread.currentThread().interrupt();
      return new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while reading " + name, cause);
    }
    String code = ViolationCodes.FILE_UNREADABLE;
    String actual = cause.toString();
    String remedy = "make it readable";
    if (cause instanceof NoSuchFileException) {
      code = ViolationCodes.FILE_NOT_FOUND;
      actual = "no such file";
      remedy = "correct the path";
    } else if (cause instanceof AccessDeniedException) {
      code = ViolationCodes.FILE_ACCESS_DENIED;
      actual = "access denied";
      remedy = "grant read permission";
    }
    return new InvalidRequestException(
        Violation.error(name, code).actual(actual).remedy(remedy).build(), cause);
  }

  /** Rejects a file whose first bytes are UTF-16, UTF-32 or gzip. */
  private static void rejectForeign(String name, byte[] start, int length) {
    int first = length < 2 ? 0 : ((start[0] & 0xFF) << 8) | (start[1] & 0xFF);
    boolean gzip = first == 0x1F8B;
    String found = gzip ? "gzip data" : encoding(start, length, first == 0xFEFF || first == 0xFFFE);
    if (found != null) {
      throw new InvalidRequestException(
          Violation.error(name, ViolationCodes.FILE_NOT_UTF8)
              .actual(found)
              .limit("UTF-8")
              .remedy(gzip ? "decompress it" : "save it as UTF-8")
              .build());
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
}
