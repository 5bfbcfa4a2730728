package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A manifest: one example a line, {@code {"image-ref": "s3://…", "caption": "…"}}, in UTF-8 with or
 * without a byte order mark, lines ended by LF or CR LF. It is read where it lies, a line at a
 * time. Immutable; safe to share between threads unless it is a stream.
 */
public final class DatasetManifest {
  private final ManifestSource source;
  private final UnknownAttributes unknownAttributes;

  private DatasetManifest(ManifestSource source, UnknownAttributes unknownAttributes) {
    this.source = source;
    this.unknownAttributes = Objects.requireNonNull(unknownAttributes, "unknownAttributes");
  }

  private DatasetManifest(ManifestSource source) {
    this(source, UnknownAttributes.KEEP);
  }

  /** The manifest in a file, which need not be there yet. */
  public static DatasetManifest of(Path file) {
    return new DatasetManifest(new ManifestSource.File(file, file.toString()));
  }

  /** Returns the manifest in a temporary file, reported under the name that it is moved to. */
  public static DatasetManifest staged(Path file, Path destination) {
    return new DatasetManifest(new ManifestSource.File(file, destination.toString()));
  }

  /** The manifest in a stream, with what messages call it. It can be read once. */
  public static DatasetManifest of(String name, InputStream stream) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(stream, "stream");
    return new DatasetManifest(
        new ManifestSource.Stream(Abbreviate.withoutSecrets(name), stream, new AtomicBoolean()));
  }

  /**
   * The manifest in an object of a store.
   *
   * @throws InvalidRequestException if the text is not an {@code s3://} URI
   */
  public static DatasetManifest fromS3(ObjectStore store, String uri) {
    return new DatasetManifest(
        new ManifestSource.Stored(Objects.requireNonNull(store, "store"), S3Uri.of(uri)));
  }

  /** The same manifest with other attributes kept, which is the default, or refused. */
  public DatasetManifest unknownAttributes(UnknownAttributes treatment) {
    return new DatasetManifest(source, treatment);
  }

  /** The last part of the location, by which violations name it: {@code train.jsonl}. */
  public String name() {
    String location = location();
    int slash = Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\'));
    return slash == location.length() - 1 ? location : location.substring(slash + 1);
  }

  /** Where it lies: a path, an {@code s3://} URI, or the name of a stream. */
  public String location() {
    return source.location();
  }

  /** Where it lies in S3, if it does. */
  public Optional<S3Uri> uri() {
    return source instanceof ManifestSource.Stored stored
        ? Optional.of(stored.uri())
        : Optional.empty();
  }

  /**
   * Starts reading.
   *
   * @throws InvalidRequestException if the file is not there or can't be read
   * @throws StorageException if the object can't be read
   * @throws TransportException if the thread was interrupted
   * @throws IllegalStateException if it is a stream that has been read already
   */
  public ManifestReader open() {
    return open(Limits.titanMultimodalG1(), name());
  }

  /** Whether it can be read any number of times. */
  boolean isReadableAgain() {
    return !(source instanceof ManifestSource.Stream);
  }

  /** Returns whether its bytes are in this file, by whatever path, link or store it was given. */
  public boolean isIn(Path file) throws IOException {
    Path own = source.file();
    return own != null && Files.exists(own) && Files.exists(file) && Files.isSameFile(own, file);
  }

  public ManifestReader open(Limits limits, String shownName) {
    return new ManifestReader(source, limits, shownName, unknownAttributes);
  }

  @Override
  public String toString() {
    return location();
  }
}
