package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.engine.KeyCheck;
import io.github.titanembeddings.bulk.internal.export.ResultJson;
import io.github.titanembeddings.bulk.internal.export.VectorFile;
import io.github.titanembeddings.bulk.internal.journal.JournalFailures;
import io.github.titanembeddings.bulk.internal.journal.JournalStore;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow;
import io.github.titanembeddings.internal.files.AtomicFile;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * <p>Results name what produced them: the model, the vector's length and the version of this
 * library. In JSON Lines they are fields of every line, since a header line would break readers
 * that expect a vector in each, and lines are concatenated, split and filtered; the other formats
 * have a JSON object beside them, of the same name and {@code .meta.json}. All vectors of a writer
 * must have the same model and length, in every format, since others cannot be compared. An
 * existing file is replaced, never appended to.
 *
 * <p>Files are created with the permissions that the process's umask allows. Symbolic links are
 * followed: the file that a link names is replaced. Outputs of one writer that are the same file,
 * and files of a {@link Journal}, are rejected.
 *
 * <p>All methods throw {@link io.github.titanembeddings.bulk.JournalException} if a file can't be
 * written.
 */
public final class ResultWriter implements AutoCloseable {
  private final Path target;
  private final AtomicFile file;
  private final AtomicFile failures;
  private final ResultJson failureList;
  private final @Nullable AtomicFile keys;
  private final @Nullable AtomicFile metadata;
  private final @Nullable ResultJson keyList;
  private final VectorFile format;
  private long embedded;
  private long failed;
  private int length;
  private @Nullable ModelId modelId;
  private boolean finished;

  private ResultWriter(Path target, @Nullable Path keys, Format format) {
    this.target = Objects.requireNonNull(target, "file");
    List<AtomicFile> opened = new ArrayList<>();
    try {
      this.file = create(target, opened);
      this.failures = create(failuresFile(target), opened);
      this.failureList = new ResultJson(failures.stream());
      this.keys = keys == null ? null : create(keys, opened);
      this.keyList = this.keys == null ? null : new ResultJson(this.keys.stream());
      this.metadata = keys == null ? null : create(metadataFile(target), opened);
      this.format = format.of(file);
      this.format.begin(file);
    } catch (IOException e) {
      opened.forEach(AtomicFile::discard);
      throw JournalFailures.of(target, e);
    } catch (RuntimeException e) {
      opened.forEach(AtomicFile::discard);
      throw e;
    }
  }

  private static AtomicFile create(Path target, List<AtomicFile> opened) throws IOException {
    AtomicFile file;
    try {
      file = AtomicFile.create(target, ResultWriter::requireNoJournal);
    } catch (IOException e) {
      throw JournalFailures.of(target, e);
    }
    opened.add(file);
    for (AtomicFile other : opened.subList(0, opened.size() - 1)) {
      if (file.isSameAs(other)) {
        throw new IllegalArgumentException(
            String.format(
                "%s and %s are the same file; use one each for vectors, keys, failures, metadata",
                other.target(), file.target()));
      }
    }
    return file;
  }

  private static void requireNoJournal(Path file) throws IOException {
    if (JournalStore.isJournal(file)) {
      throw new FileSystemException(
          file + " belongs to a journal, which would be lost; give another name");
    }
  }

  private interface Format {
    VectorFile of(AtomicFile file) throws IOException;
  }

  /**
   * Opens a writer of JSON Lines, one JSON object per vector: {@code key}, {@code embedding},
   * {@code inputTextTokenCount} if known, {@code model} if known, {@code dimensions} and {@code
   * libraryVersion}.
   */
  public static ResultWriter jsonLines(Path file) {
    return new ResultWriter(
        file, null, target -> new VectorFile.JsonLines(new ResultJson(target.stream())));
  }

  /**
   * Opens a writer of NumPy's format, version 1.0: an array of float32 with a row for each vector.
   * The keys and the {@linkplain #metadataFile metadata} go to files of their own.
   *
   * @throws IllegalArgumentException if two of the files are the same
   */
  public static ResultWriter npy(Path file, Path keys) {
    Objects.requireNonNull(keys, "keys");
    return new ResultWriter(file, keys, target -> new VectorFile.Npy());
  }

  /**
   * Opens a writer of little-endian float32, vector after vector and nothing else. The keys and the
   * {@linkplain #metadataFile metadata} go to files of their own.
   *
   * @throws IllegalArgumentException if two of the files are the same
   */
  public static ResultWriter float32(Path file, Path keys) {
    Objects.requireNonNull(keys, "keys");
    return new ResultWriter(file, keys, target -> new VectorFile.Float32());
  }

  /** The list of failures that stands beside a file. */
  public static Path failuresFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".failed.jsonl");
  }

  /**
   * Returns the file beside NumPy and float32 files that describes them: one JSON object with
   * {@code vectors}, their number; {@code model} if known; {@code dimensions}, the length of each,
   * 0 if there are none; {@code libraryVersion}; {@code type} and {@code byteOrder}.
   */
  public static Path metadataFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".meta.json");
  }

  /**
   * Adds an outcome.
   *
   * @throws IllegalArgumentException if the length or model of its vector differs from those
   *     before; the outcome is not written
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
      throw JournalFailures.of(target, e);
    }
  }

  private void add(String key, EmbeddingResponse response) throws IOException {
    int found = response.embedding().length();
    if (embedded > 0 && found != length) {
      throw mixed(key, found + " dimensions", length + " dimensions");
    }
    ModelId model = response.modelId().orElse(modelId);
    if (modelId != null && !modelId.equals(model)) {
      throw mixed(key, "model " + model, "model " + modelId);
    }
    length = found;
    modelId = model;
    format.add(file, key, response);
    if (keyList != null) {
      keyList.key(key);
    }
    embedded++;
  }

  private IllegalArgumentException mixed(String key, String found, String before) {
    return new IllegalArgumentException(
        String.format(
            "the vector of %s has %s, those before it in %s have %s; such vectors cannot be compared:"
                + " write them to separate files",
            KeyCheck.shown(key), found, target, before));
  }

  private void add(BulkOutcome.Failed failure) throws IOException {
    RuntimeException why = failure.exception();
    failureList.failed(
        failure.key(),
        OutcomeRow.kind(why),
        Objects.requireNonNullElse(why.getMessage(), ""),
        OutcomeRow.isRetryable(why));
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
      if (metadata != null) {
        ResultJson description = new ResultJson(metadata.stream());
        description.matrix(modelId, length, embedded);
        description.flush();
        metadata.sync();
      }
      failures.sync();
      file.sync();
      failures.rename();
      if (keys != null) {
        keys.rename();
      }
      if (metadata != null) {
        metadata.rename();
      }
      file.rename();
      finished = true;
    } catch (IOException e) {
      throw JournalFailures.of(target, e);
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
    try (AtomicFile first = file;
        AtomicFile second = failures;
        AtomicFile third = keys;
        AtomicFile fourth = metadata) {
      // Closes all of them, and skips those that are null.
    } catch (IOException e) {
      throw JournalFailures.of(target, e);
    }
  }
}
