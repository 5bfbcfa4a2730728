package io.github.titanembeddings.finetune.dataset.internal.manifest;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The location of a manifest for messages, without secrets, and how to read it; {@code file} is the
 * local file with the bytes, if known.
 */
public record ManifestSource(
    String location, @Nullable S3Uri uri, @Nullable Path file, boolean repeatable, Opener opener) {
  @FunctionalInterface
  public interface Opener {
    InputStream open() throws IOException;
  }

  /** Returns the source for a file, which is reported under another location. */
  public static ManifestSource file(Path file, Path location) {
    return new ManifestSource(
        location.toString(), null, file, true, () -> Files.newInputStream(file));
  }

  public static ManifestSource object(ObjectStore store, S3Uri uri) {
    return new ManifestSource(
        Abbreviate.withoutSecrets(uri.toString()),
        uri,
        localFile(store, uri),
        true,
        () -> store.open(uri));
  }

  private static @Nullable Path localFile(ObjectStore store, S3Uri uri) {
    try {
      return store instanceof LocalObjectStore local ? local.folder().resolve(uri.key()) : null;
    } catch (InvalidPathException e) {
      return null; // no file can have this name
    }
  }

  public static ManifestSource stream(String name, InputStream stream) {
    String location = Abbreviate.withoutSecrets(name);
    AtomicBoolean opened = new AtomicBoolean();
    Opener once =
        () -> {
          if (opened.getAndSet(true)) {
            throw new IllegalStateException("the stream " + location + " has already been read");
          }
          return stream;
        };
    return new ManifestSource(location, null, null, false, once);
  }

  /** Returns the last part of the location, such as {@code train.jsonl}. */
  public String name() {
    int slash = Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\'));
    return slash == location.length() - 1 ? location : location.substring(slash + 1);
  }

  /** Returns whether the bytes are in the given file, under any path, link or store. */
  public boolean isIn(Path other) throws IOException {
    return file != null
        && Files.exists(file)
        && Files.exists(other)
        && Files.isSameFile(file, other);
  }
}
