package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.internal.files.BucketFolder;
import io.github.titanembeddings.storage.LocalObjectStore;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of images that are files, in the calling thread, into a buffer that is used
 * again: memory that was not touched before costs more than to read a file. Safe for use by several
 * threads, each with a buffer of its own.
 */
final class FileHeaders {
  /** A file's bytes cost little, so they need not all be there at once. */
  static final int WINDOW = 16 * 1024;

  private final String bucket;
  private final BucketFolder folder;

  FileHeaders(LocalObjectStore store) {
    bucket = store.bucket();
    folder = new BucketFolder(store.folder());
  }

  /** Looks at an image; null if its file can't be read, and the store can say why. */
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
