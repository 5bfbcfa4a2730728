package io.github.titanembeddings.finetune.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** Reads a text that another program may be writing, and notes what it can't read. */
public final class StoredText {
  private static final int PART = 1 << 20;
  private static final int MOST = 64 << 20;

  private StoredText() {}

  /** The text as far as it can be read; empty, with a note, if there is none. */
  public static Optional<String> read(ObjectStore store, S3Uri uri, List<String> notes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String version = null;
    try {
      while (bytes.size() < MOST) {
        ObjectPart part = Futures.await(store.read(uri, bytes.size(), PART));
        if (version != null && part.bytes().length > 0 && !version.equals(part.version())) {
          notes.add(uri + " was written again while it was read; its end is missing");
          break;
        }
        version = part.version();
        bytes.writeBytes(part.bytes());
        if (part.bytes().length == 0 || bytes.size() >= part.totalSize()) {
          return Optional.of(bytes.toString(UTF_8));
        }
      }
      if (bytes.size() >= MOST) {
        notes.add(uri + " is longer than 64 MB; its end is missing");
      }
      return Optional.of(bytes.toString(UTF_8));
    } catch (StorageException e) {
      notes.add(missing(uri, e));
      return Optional.empty();
    }
  }

  private static String missing(S3Uri uri, StorageException failure) {
    return switch (failure.kind()) {
      case NOT_FOUND -> uri + " is not there (yet)";
      case ACCESS_DENIED ->
          uri
              + ": access denied, or not there (yet): without s3:ListBucket Amazon S3 does not say"
              + " which";
      default -> throw failure;
    };
  }
}
