package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineParser;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineSplitter;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestProblems;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.finetune.dataset.internal.manifest.Utf8;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads a manifest line by line, once, from the first line to the last. Not thread-safe.
 *
 * <p>A bad line is a {@link ManifestLine} with violations; only a manifest that cannot be read any
 * further ends the reading. Close the reader, since it holds a file or stream open:
 *
 * <pre>{@code
 * try (ManifestReader lines = DatasetManifest.of(Path.of("train.jsonl")).open()) {
 *   for (ManifestLine line : lines) {
 *     line.example().ifPresent(example -> System.out.println(example.caption()));
 *   }
 * }
 * }</pre>
 *
 * <p>{@link #stream()} returns the same lines as a {@link Stream}. The iterator, the stream and the
 * methods {@code hasNext} and {@code next} share one position.
 *
 * <p>{@code hasNext} and {@code next} throw {@link InvalidRequestException} if the file cannot be
 * read, {@link StorageException} if the object cannot be read, and {@link TransportException} if
 * the thread was interrupted.
 */
public final class ManifestReader implements Iterable<ManifestLine>, AutoCloseable {
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

  /** Returns whether there is another line. */
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

  /**
   * Returns the next line.
   *
   * @throws NoSuchElementException if there is none
   */
  public ManifestLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException(name + " ends after line " + number);
    }
    looked = false;
    number++;
    if (lines.isTooLong()) {
      return parser.tooLong(number, lines.byteCount());
    }
    int mark = Utf8.byteOrderMarkLength(lines.bytes(), lines.length());
    if (number > 1 || mark == 0) {
      return parser.parse(number, Arrays.copyOf(lines.bytes(), lines.length()));
    }
    byte[] line = Arrays.copyOfRange(lines.bytes(), mark, lines.length());
    return parser.parse(number, line).with(parser.byteOrderMark(number));
  }

  /** Returns an iterator that continues where this reader is: a second loop does not start over. */
  @Override
  public Iterator<ManifestLine> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return ManifestReader.this.hasNext();
      }

      @Override
      public ManifestLine next() {
        return ManifestReader.this.next();
      }
    };
  }

  /** Returns the lines that are left; closing the stream closes this reader. */
  public Stream<ManifestLine> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
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
