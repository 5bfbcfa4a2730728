package io.github.titanembeddings.batch.internal.write;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keeps request bodies in a temporary file, which is deleted on close. Not thread-safe. */
final class SpillFile implements AutoCloseable {
  private @Nullable RandomAccessFile file;
  private @Nullable Path path;
  private long end;
  private long held;

  /** A body in memory, or its position in the file if {@code body} is null. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(long number, int length, byte @Nullable [] body, long position) {
    static Entry of(long number, byte[] body) {
      return new Entry(number, body.length, body, -1);
    }
  }

  /** Moves the body of an entry to the file. */
  Entry hold(Entry entry) {
    if (entry.body() == null) {
      return entry;
    }
    try {
      long position = end;
      file().seek(position);
      file().write(entry.body());
      end += entry.length();
      held++;
      return new Entry(entry.number(), entry.length(), null, position);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot hold back records in a temporary file", e);
    }
  }

  private RandomAccessFile file() throws IOException {
    RandomAccessFile open = file;
    if (open == null) {
      Path created = Files.createTempFile("titan-embeddings-batch", ".held");
      path = created;
      open = new RandomAccessFile(created.toFile(), "rw"); // unlike a channel, not interruptible
      file = open;
      deleteIfPossible(created);
    }
    return open;
  }

  /** Deletes the open file where the system allows that, so that a killed process leaves none. */
  private static void deleteIfPossible(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Close deletes it.
    }
  }

  /** Returns the body of an entry, once. */
  byte[] take(Entry entry) {
    byte[] inMemory = entry.body();
    if (inMemory != null) {
      return inMemory;
    }
    try {
      byte[] body = new byte[entry.length()];
      file().seek(entry.position());
      file().readFully(body);
      held--;
      if (held == 0) {
        end = 0;
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read records held back in a temporary file", e);
    }
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the temporary file of held records", e);
    }
  }
}
