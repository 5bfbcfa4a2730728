package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.engine.KeyCheck;
import io.github.titanembeddings.bulk.internal.export.ResultJson;
import io.github.titanembeddings.bulk.internal.export.VectorFile;
import io.github.titanembeddings.bulk.internal.journal.JournalFailures;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
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
 * Writes the outcomes of a run or of a {@link Journal} to files for other programs. Not
 * thread-safe.
 *
 * <pre>{@code
 * try (ResultWriter writer = ResultWriter.npy(Path.of("v.npy"), Path.of("keys.jsonl"))) {
 *   BulkEmbedder.of(titan).embed(items, writer::write);
 *   writer.finish();
 * }
 * }</pre>
 *
 * <p>Each file is written under a temporary name. {@link #finish()} syncs the files and gives them
 * their names, the file of vectors last; existing files are replaced, never appended to. Closing
 * the writer without finishing deletes the temporary files.
 *
 * <p>Failures go to a file beside the vectors, with the suffix {@code .failed.jsonl}, one JSON
 * object per line: {@code key}, {@code kind}, {@code message}, {@code retryable}; it is empty if
 * nothing failed. In formats other than JSON Lines the keys go to a separate file: one JSON string
 * per line, in the order of the vectors.
 *
 * <p>Results name what produced them: the model, the vector's length and the version of this
 * library. In JSON Lines they are fields of every line, since a header line would break readers
 * that expect a vector in each, and lines are concatenated, split and filtered; the other formats
 * have a JSON object beside them, with the suffix {@code .meta.json}. All vectors of a writer must
 * have the same model and length, in every format, since others cannot be compared.
 *
 * <p>Files are created with the permissions that the process's umask allows. Symbolic links are
 * followed: the file that a link names is replaced. Outputs of one writer that are the same file,
 * and files of a {@link Journal}, are rejected.
 *
 * <p>All methods throw {@link JournalException} if a file cannot be written; after that, no outcome
 * can be written and the files cannot be finished.
 */
public final class ResultWriter implements AutoCloseable {
  private final Path target;

  /** In the order of creation, which is the reverse order of renaming: vectors come first. */
  private final List<AtomicFile> files = new ArrayList<>();

  private final VectorFile vectors;
  private final ResultJson failures;
  private final @Nullable ResultJson keys;
  private final @Nullable ResultJson metadata;
  private long embedded;
  private long failed;
  private int length;
  private @Nullable ModelId modelId;
  private boolean finished;
  private @Nullable IOException failure;

  private ResultWriter(Path target, @Nullable Path keys, VectorFile.Format format) {
    this.target = Objects.requireNonNull(target, "file");
    boolean isOpen = false;
    try {
      this.vectors = new VectorFile(create(target), format);
      this.failures = new ResultJson(create(failuresFile(target)).stream());
      this.keys = keys == null ? null : new ResultJson(create(keys).stream());
      this.metadata = keys == null ? null : new ResultJson(create(metadataFile(target)).stream());
      isOpen = true;
    } catch (IOException e) {
      throw JournalFailures.of(target, e);
    } finally {
      if (!isOpen) {
        files.forEach(AtomicFile::discard);
      }
    }
  }

  private AtomicFile create(Path path) {
    try {
      AtomicFile file = AtomicFile.create(path, ResultWriter::requireNoJournal);
      files.add(file);
      for (AtomicFile other : files.subList(0, files.size() - 1)) {
        if (file.isSameAs(other)) {
          throw new IllegalArgumentException(
              String.format(
                  "%s and %s are the same file; use one each for vectors, keys, failures, metadata",
                  other.target(), file.target()));
        }
      }
      return file;
    } catch (IOException e) {
      throw JournalFailures.of(path, e);
    }
  }

  private static void requireNoJournal(Path file) throws IOException {
    if (OutcomeLog.isJournal(file)) {
      throw new FileSystemException(
          file + " belongs to a journal, which would be lost; give another name");
    }
  }

  /**
   * Opens a writer of JSON Lines, one JSON object per vector: {@code key}, {@code embedding},
   * {@code inputTextTokenCount} if known, {@code model} if known, {@code dimensions} and {@code
   * libraryVersion}.
   */
  public static ResultWriter jsonLines(Path file) {
    return new ResultWriter(file, null, VectorFile.Format.JSON_LINES);
  }

  /**
   * Opens a writer of NumPy's format, version 1.0: an array of float32 with one row per vector. The
   * keys and the {@linkplain #metadataFile metadata} go to separate files.
   *
   * @throws IllegalArgumentException if two of the files are the same
   */
  public static ResultWriter npy(Path file, Path keys) {
    return new ResultWriter(file, Objects.requireNonNull(keys, "keys"), VectorFile.Format.NPY);
  }

  /**
   * Same as {@link #npy}, but the vectors are little-endian float32 without a header.
   *
   * @throws IllegalArgumentException if two of the files are the same
   */
  public static ResultWriter float32(Path file, Path keys) {
    return new ResultWriter(file, Objects.requireNonNull(keys, "keys"), VectorFile.Format.FLOAT32);
  }

  /** Returns the file beside the vectors that lists the failures. */
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
   * Writes an outcome.
   *
   * @throws IllegalArgumentException if the length or model of its vector differs from those
   *     before; the outcome is not written
   */
  public void write(BulkOutcome outcome) {
    requireUnfinished();
    try {
      if (outcome instanceof BulkOutcome.Embedded success) {
        add(success.key(), success.response());
      } else if (outcome instanceof BulkOutcome.Failed failing) {
        add(failing);
      }
    } catch (IOException e) {
      failure = e; // the files may end within a vector
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
    vectors.add(key, response);
    if (keys != null) {
      keys.key(key);
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

  private void add(BulkOutcome.Failed outcome) throws IOException {
    RuntimeException why = outcome.exception();
    failures.failed(
        outcome.key(),
        OutcomeRow.kind(why),
        Objects.requireNonNullElse(why.getMessage(), ""),
        OutcomeRow.isRetryable(why));
    failed++;
  }

  /** Returns the number of vectors written. */
  public long embedded() {
    return embedded;
  }

  /** Returns the number of failures written. */
  public long failed() {
    return failed;
  }

  /** Syncs the files to the disk and gives them their names. */
  public void finish() {
    requireUnfinished();
    try {
      vectors.end(embedded, length);
      failures.flush();
      if (keys != null) {
        keys.flush();
      }
      if (metadata != null) {
        metadata.matrix(modelId, length, embedded);
        metadata.flush();
      }
      for (AtomicFile file : files) {
        file.sync();
      }
      for (int i = files.size() - 1; i >= 0; i--) {
        files.get(i).rename();
      }
      finished = true;
    } catch (IOException e) {
      throw JournalFailures.of(target, e);
    }
  }

  private void requireUnfinished() {
    if (finished) {
      throw new IllegalStateException(target + " is finished");
    }
    if (failure != null) {
      throw JournalFailures.of(target, failure);
    }
  }

  /** Deletes the temporary files, unless the writer was finished. */
  @Override
  public void close() {
    IOException unclosed = null;
    for (AtomicFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        unclosed = e;
      }
    }
    if (unclosed != null) {
      throw JournalFailures.of(target, unclosed);
    }
  }
}
