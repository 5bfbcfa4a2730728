package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineReader;
import io.github.titanembeddings.storage.StorageException;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads a manifest line by line, once, from the first line to the last. Not thread-safe.
 *
 * <p>An invalid line is a {@link ManifestLine} with violations; reading ends early only if the
 * manifest itself cannot be read. Close the reader, since it holds a file or stream open:
 *
 * <pre>{@code
 * try (ManifestReader lines = DatasetManifest.of(Path.of("train.jsonl")).open()) {
 *   for (ManifestLine line : lines) {
 *     System.out.println(line.example());
 *   }
 * }
 * }</pre>
 *
 * <p>Iterators and streams share one position: a second loop continues where the first ended. They
 * throw {@link InvalidRequestException} if the file cannot be read, {@link StorageException} if the
 * object cannot be read, and {@link TransportException} if the thread was interrupted.
 */
public final class ManifestReader implements Iterable<ManifestLine>, AutoCloseable {
  private final LineReader lines;

  ManifestReader(LineReader lines) {
    this.lines = lines;
  }

  /** Returns an iterator over the remaining lines. */
  @Override
  public Iterator<ManifestLine> iterator() {
    return lines;
  }

  /** Returns the remaining lines; closing the stream closes this reader. */
  public Stream<ManifestLine> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  /** Closes the file or stream. */
  @Override
  public void close() {
    lines.close();
  }
}
