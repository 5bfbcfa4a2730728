package io.github.titanembeddings.finetune.dataset.internal.manifest;

import io.github.titanembeddings.finetune.dataset.internal.images.StoredStream;
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

/** Where the lines of a manifest come from. */
public sealed interface ManifestSource {
  /** The bytes from the first on. */
  InputStream open() throws IOException;

  /** A path or URI for messages, without secrets. */
  String location();

  /** Returns the local file with the bytes; null if there is none or it is unknown. */
  default @Nullable Path file() {
    return null;
  }

  /** A file. */
  record File(Path file, String location) implements ManifestSource {
    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }
  }

  /** An object in a store. */
  record Stored(ObjectStore store, S3Uri uri) implements ManifestSource {
    @Override
    public InputStream open() {
      return new StoredStream(store, uri);
    }

    @Override
    public String location() {
      return Abbreviate.withoutSecrets(uri.toString());
    }

    @Override
    public @Nullable Path file() {
      try {
        return store instanceof LocalObjectStore local ? local.folder().resolve(uri.key()) : null;
      } catch (InvalidPathException e) {
        return null; // no file can have this name
      }
    }
  }

  /** A stream, which can be read once. */
  record Stream(String location, InputStream stream, AtomicBoolean taken)
      implements ManifestSource {
    @Override
    public InputStream open() {
      if (taken.getAndSet(true)) {
        throw new IllegalStateException("the stream of " + location + " has been read already");
      }
      return stream;
    }
  }
}
