package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineReader;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limits;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A manifest in JSON Lines: one example per line, {@code {"image-ref": "s3://…", "caption": "…"}},
 * in UTF-8 with or without a byte order mark, with lines that end in LF or CR LF. It is read line
 * by line and never held in memory. Immutable and thread-safe, except that a stream is read once.
 *
 * <pre>{@code
 * DatasetManifest training = DatasetManifest.of(Path.of("train.jsonl"));
 * try (ManifestReader lines = training.open()) {
 *   lines.stream().map(ManifestLine::example).forEach(System.out::println);
 * }
 * }</pre>
 */
public final class DatasetManifest {
  private final ManifestSource source;

  DatasetManifest(ManifestSource source) {
    this.source = source;
  }

  /** Returns the manifest in a file. The file need not exist yet. */
  public static DatasetManifest of(Path file) {
    return new DatasetManifest(ManifestSource.file(file, file));
  }

  /** Returns the manifest in a stream, which can be read once; messages use the name. */
  public static DatasetManifest of(String name, InputStream stream) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(stream, "stream");
    return new DatasetManifest(ManifestSource.stream(name, stream));
  }

  /**
   * Returns the manifest in an object of a store.
   *
   * @throws InvalidRequestException if the text is not an {@code s3://} URI
   */
  public static DatasetManifest fromS3(ObjectStore store, String uri) {
    return new DatasetManifest(
        ManifestSource.object(Objects.requireNonNull(store, "store"), S3Uri.of(uri)));
  }

  /** Returns the last part of the location, such as {@code train.jsonl}, for messages. */
  public String name() {
    return source.name();
  }

  /** Returns the path, the {@code s3://} URI or the name of the stream, without secrets. */
  public String location() {
    return source.location();
  }

  /** Returns the URI of a manifest in a store. */
  public Optional<S3Uri> uri() {
    return Optional.ofNullable(source.uri());
  }

  /**
   * Opens the manifest.
   *
   * @throws InvalidRequestException if the file does not exist or cannot be read
   * @throws StorageException if the object cannot be read
   * @throws TransportException if the thread was interrupted
   * @throws IllegalStateException if the manifest is a stream that has already been read
   */
  public ManifestReader open() {
    return new ManifestReader(new LineReader(source, Limits.titanMultimodalG1(), name()));
  }

  ManifestSource source() {
    return source;
  }

  @Override
  public String toString() {
    return location();
  }
}
