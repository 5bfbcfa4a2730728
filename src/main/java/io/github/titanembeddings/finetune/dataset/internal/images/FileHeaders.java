package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.internal.files.BucketFolder;
import io.github.titanembeddings.storage.LocalObjectStore;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of local images on the calling thread, into a reused buffer: touching new
 * memory takes longer than reading a file. Thread-safe if each thread has its own buffer.
 */
final class FileHeaders {
  /** Small, since another read of a local file costs little. */
  static final int WINDOW = 16 * 1024;

  private final String bucket;
  private final BucketFolder folder;

  FileHeaders(LocalObjectStore store) {
    bucket = store.bucket();
    folder = new BucketFolder(store.folder());
  }

  /** Reads an image; returns null if its file cannot be read, for which the store has a reason. */
  @Nullable Result read(ImageProbe probe, byte[] buffer) {
    if (!probe.uri().bucket().equals(bucket)) {
      return null;
    }
    try {
      HeaderReading header = null;
      Result result = null;
      while (result == null) {
        BucketFolder.Found file = folder.find(probe.uri().key());
        long size = file.size();
        FileTime version = file.attributes().lastModifiedTime();
        if (header == null) {
          header = new HeaderReading(probe, buffer.length, size, version);
        }
        byte[] into = header.length() <= buffer.length ? buffer : new byte[header.length()];
        int length = file.read(header.position(), into);
        result = header.take(into, length, size, version);
      }
      return result;
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }
}
