package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads a manifest line by line. A line that is bad is a {@link ManifestLine} with violations; only
 * a manifest that can't be read any further ends it. Not safe for use by several threads.
 *
 * <p>{@code hasNext} and {@code next} throw {@link InvalidRequestException} if the file can't be
 * read, {@link StorageException} if the object can't, and {@link TransportException} if the thread
 * was interrupted.
 */
public final class ManifestReader implements Iterator<ManifestLine>, AutoCloseable {
  private final LineSplitter lines;
  private final LineParser parser;
  private final String name;
  private long number;
  private boolean looked;
  private boolean there;

  ManifestReader(
      ManifestSource source, Limits limits, String name, UnknownAttributes unknownAttributes) {
    this.name = name;
    this.parser = new LineParser(name, limits, unknownAttributes);
    try {
      lines = new LineSplitter(source.open(), limits.get(Limit.MANIFEST_LINE_BYTES));
    } catch (IOException e) {
      throw ManifestProblems.unreadable(name, e);
    }
    try {
      look();
      ManifestProblems.refuseForeign(name, lines.bytes(), lines.length());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    if (!looked) {
      look();
    }
    return there;
  }

  private void look() {
    try {
      there = lines.next();
    } catch (IOException e) {
      throw ManifestProblems.unreadable(name, e);
    }
    looked = true;
  }

  @Override
  public ManifestLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException(name + " ends after line " + number);
    }
    looked = false;
    number++;
    if (lines.isTooLong()) {
      return parser.tooLong(number, lines.byteCount());
    }
    int start = number == 1 ? Utf8.byteOrderMarkLength(lines.bytes(), lines.length()) : 0;
    return parser.parse(number, Arrays.copyOfRange(lines.bytes(), start, lines.length()));
  }

  /** How many bytes of the manifest have been read. */
  public long bytesRead() {
    return lines.totalBytes();
  }

  /** Closes the file or stream. */
  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      System.getLogger(ManifestReader.class.getName())
          .log(System.Logger.Level.DEBUG, "could not close " + name, e);
    }
  }
}
