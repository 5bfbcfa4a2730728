package io.github.titanembeddings.bulk;

import io.github.titanembeddings.internal.journal.JournalFailures;
import io.github.titanembeddings.internal.json.ResultJson;
import io.github.titanembeddings.model.EmbeddingResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes outcomes, of a run or out of a {@link Journal}, to files that other programs read. Each is
 * written under a temporary name and gets its own name by {@link #finish()}, when it is whole and
 * on the disk, in place of one that had it; closed before that, nothing is left. Not safe for use
 * by several threads.
 *
 * <p>Failures go to a list beside the file, of the same name and {@code .failed.jsonl}, one JSON
 * object a line: {@code key}, {@code kind}, {@code message}, {@code retryable}; it is empty if
 * nothing failed. Keys go to a file of their own if the vectors are in another format than JSON:
 * one JSON string a line, in the order of the vectors. The file of vectors gets its name last.
 *
 * <p>All methods throw {@link io.github.titanembeddings.exception.JournalException} if a file can't
 * be written.
 */
public final class ResultWriter implements AutoCloseable {
  private final Path target;
  private final AtomicFile file;
  private final AtomicFile failures;
  private final ResultJson failureList;
  private final @Nullable AtomicFile keys;
  private final @Nullable ResultJson keyList;
  private final VectorFile format;
  private long embedded;
  private long failed;
  private int length;
  private boolean finished;

  private ResultWriter(Path target, @Nullable Path keys, Format format) {
    this.target = Objects.requireNonNull(target, "file");
    List<AtomicFile> opened = new ArrayList<>();
    try {
      this.file = create(target, opened);
      this.failures = create(failuresOf(target), opened);
      this.failureList = new ResultJson(failures.stream());
      this.keys = keys == null ? null : create(keys, opened);
      this.keyList = this.keys == null ? null : new ResultJson(this.keys.stream());
      this.format = format.of(file);
      this.format.begin(file);
    } catch (IOException e) {
      opened.forEach(AtomicFile::discard);
      throw JournalFailures.ofWriting(target, 0, e);
    } catch (RuntimeException e) {
      opened.forEach(AtomicFile::discard);
      throw e;
    }
  }

  private static AtomicFile create(Path target, List<AtomicFile> opened) {
    AtomicFile file = AtomicFile.create(target);
    opened.add(file);
    return file;
  }

  private interface Format {
    VectorFile of(AtomicFile file) throws IOException;
  }

  /** JSON Lines: {@code key}, {@code embedding}, and {@code inputTextTokenCount} if it is known. */
  public static ResultWriter jsonLines(Path file) {
    return new ResultWriter(
        file, null, target -> new VectorFile.JsonLines(new ResultJson(target.stream())));
  }

  /** NumPy's format, version 1.0: an array of float32 with a row for each vector, and the keys. */
  public static ResultWriter npy(Path file, Path keys) {
    Objects.requireNonNull(keys, "keys");
    return new ResultWriter(file, keys, target -> new VectorFile.Npy());
  }

  /** Little-endian float32, vector after vector and nothing else, and the keys. */
  public static ResultWriter float32(Path file, Path keys) {
    Objects.requireNonNull(keys, "keys");
    return new ResultWriter(file, keys, target -> new VectorFile.Float32());
  }

  /** The list of failures that stands beside a file. */
  public static Path failuresOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".failed.jsonl");
  }

  /**
   * Adds an outcome.
   *
   * @throws IllegalArgumentException if all vectors must have one length and this one has another;
   *     it is left out then
   */
  public void write(BulkOutcome outcome) {
    requireUnfinished();
    try {
      if (outcome instanceof BulkOutcome.Embedded success) {
        add(success.key(), success.response());
      } else if (outcome instanceof BulkOutcome.Failed failure) {
        add(failure);
      }
    } catch (IOException e) {
      throw JournalFailures.ofWriting(target, 0, e);
    }
  }

  private void add(String key, EmbeddingResponse response) throws IOException {
    int found = response.embedding().length();
    if (format.isMatrix() && embedded > 0 && found != length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the vector of %s has %d numbers, those before have %d; %s takes one length,"
                  + " jsonLines takes any",
              key,
              found,
              length,
              target));
    }
    length = found;
    format.add(file, key, response);
    if (keyList != null) {
      keyList.key(key);
    }
    embedded++;
  }

  private void add(BulkOutcome.Failed failure) throws IOException {
    RuntimeException why = failure.exception();
    failureList.failed(
        failure.key(),
        JournalOutcomes.kind(why),
        Objects.requireNonNullElse(why.getMessage(), ""),
        JournalOutcomes.isRetryable(why));
    failed++;
  }

  /** How many vectors were written. */
  public long embedded() {
    return embedded;
  }

  /** How many failures were written. */
  public long failed() {
    return failed;
  }

  /** Waits until all is on the disk, and gives the files their names. */
  public void finish() {
    requireUnfinished();
    try {
      format.end(file, embedded, length);
      failureList.flush();
      if (keyList != null && keys != null) {
        keyList.flush();
        keys.sync();
      }
      failures.sync();
      file.sync();
      failures.rename();
      if (keys != null) {
        keys.rename();
      }
      file.rename();
      finished = true;
    } catch (IOException e) {
      throw JournalFailures.ofWriting(target, 0, e);
    }
  }

  private void requireUnfinished() {
    if (finished) {
      throw new IllegalStateException(target + " is finished");
    }
  }

  /** Takes the temporary files away, if it was not finished. */
  @Override
  public void close() {
    try (file;
        failures) {
      if (keys != null) {
        keys.close();
      }
    } catch (IOException e) {
      throw JournalFailures.ofWriting(target, 0, e);
    }
  }
}
