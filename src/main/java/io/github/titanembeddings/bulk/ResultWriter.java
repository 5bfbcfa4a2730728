package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.export.ResultFiles;
import io.github.titanembeddings.bulk.internal.export.ResultFiles.Format;
import java.nio.file.Path;

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
 * <p>Results state their model, vector length and library version. In JSON Lines these are fields
 * of every line, since a header line would break readers that expect a vector in each, and lines
 * are concatenated, split and filtered; the other formats have a JSON object beside them, with the
 * suffix {@code .meta.json}. In every format, all vectors of a writer must have the same model and
 * length, since vectors of different models or lengths cannot be compared.
 *
 * <p>Files are created with the permissions that the process's umask allows. Symbolic links are
 * followed: the file that a link names is replaced. Outputs of one writer that are the same file,
 * and files of a {@link Journal}, are rejected.
 *
 * <p>All methods throw {@link JournalException} if a file cannot be written; after that, no outcome
 * can be written and the files cannot be finished.
 */
public final class ResultWriter implements AutoCloseable {
  private final ResultFiles files;

  private ResultWriter(ResultFiles files) {
    this.files = files;
  }

  /**
   * Opens a writer of JSON Lines, one JSON object per vector: {@code key}, {@code embedding},
   * {@code inputTextTokenCount} if known, {@code model} if known, {@code dimensions} and {@code
   * libraryVersion}.
   *
   * @throws IllegalArgumentException if the file and its {@link #failuresFile} are the same,
   *     through a link
   */
  public static ResultWriter jsonLines(Path file) {
    return new ResultWriter(ResultFiles.open(Format.JSON_LINES, file, failuresFile(file)));
  }

  /**
   * Opens a writer of NumPy's format, version 1.0: an array of float32 with one row per vector. The
   * keys and the {@linkplain #metadataFile metadata} go to separate files.
   *
   * @throws IllegalArgumentException if two of the files are the same
   */
  public static ResultWriter npy(Path file, Path keys) {
    return new ResultWriter(
        ResultFiles.open(Format.NPY, file, failuresFile(file), keys, metadataFile(file)));
  }

  /**
   * Same as {@link #npy}, but the vectors are little-endian float32 without a header.
   *
   * @throws IllegalArgumentException if two of the files are the same
   */
  public static ResultWriter float32(Path file, Path keys) {
    return new ResultWriter(
        ResultFiles.open(Format.FLOAT32, file, failuresFile(file), keys, metadataFile(file)));
  }

  /** Returns the file beside the vectors that lists the failures. */
  public static Path failuresFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".failed.jsonl");
  }

  /**
   * Returns the file beside a NumPy or float32 file that describes it: one JSON object with {@code
   * vectors} (their number), {@code model} if known, {@code dimensions} (the length of each vector;
   * 0 if there are none), {@code libraryVersion}, {@code type} and {@code byteOrder}.
   */
  public static Path metadataFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".meta.json");
  }

  /**
   * Writes an outcome.
   *
   * @throws IllegalArgumentException if the length or model of its vector differs from that of
   *     earlier ones; the outcome is not written
   * @throws IllegalStateException if the writer is finished
   */
  public void write(BulkOutcome outcome) {
    files.write(outcome);
  }

  /** Returns the number of vectors written. */
  public long embedded() {
    return files.embedded();
  }

  /** Returns the number of failures written. */
  public long failed() {
    return files.failed();
  }

  /**
   * Syncs the files to the disk and gives them their names.
   *
   * @throws IllegalStateException if the writer is already finished
   */
  public void finish() {
    files.finish();
  }

  /** Deletes the temporary files, unless the writer was finished. */
  @Override
  public void close() {
    files.close();
  }
}
