package io.github.titanembeddings.finetune.dataset.internal.manifest;

import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.util.Arrays;
import java.util.NoSuchElementException;

/** Reads the lines of a manifest from the first to the last. Not thread-safe. */
public final class LineReader implements AutoCloseable {
  private final LineSplitter lines;
  private final LineParser parser;
  private final String name;
  private long number;
  private boolean lookedAhead;
  private boolean hasLine;

  /**
   * Opens the manifest.
   *
   * @param name the name that violations use for the manifest
   */
  public LineReader(ManifestSource source, Limits limits, String name) {
    this.name = name;
    this.parser = new LineParser(name, limits, source.unknownAttributesRejected());
    try {
      lines = new LineSplitter(source.opener().open(), limits.get(Limit.MANIFEST_LINE_BYTES));
    } catch (IOException e) {
      throw ManifestProblems.unreadable(name, e);
    }
    try {
      lookAhead();
      ManifestProblems.rejectForeign(name, lines.bytes(), lines.length());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  public boolean hasNext() {
    if (!lookedAhead) {
      lookAhead();
    }
    return hasLine;
  }

  private void lookAhead() {
    try {
      hasLine = lines.next();
    } catch (IOException e) {
      throw ManifestProblems.unreadable(name, e);
    }
    lookedAhead = true;
  }

  public ParsedLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException(name + " ends after line " + number);
    }
    lookedAhead = false;
    number++;
    if (lines.isTooLong()) {
      return parser.tooLong(number, lines.byteCount());
    }
    int mark = number == 1 ? LineParser.byteOrderMarkLength(lines.bytes(), lines.length()) : 0;
    ParsedLine line = parser.parse(number, Arrays.copyOfRange(lines.bytes(), mark, lines.length()));
    return mark == 0 ? line : line.with(parser.byteOrderMark(number));
  }

  /** Returns the number of bytes read so far. */
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
}
