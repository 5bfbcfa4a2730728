package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.internal.journal.RecordScanner.Step;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The records of an open journal. Not safe for use by several threads. */
final class JournalFile implements Closeable {
  private static final int GUESS_BYTES = 8 * 1024;

  private final Path path;
  private final ByteFile file;
  private final long start;
  private final SyncRule rule;
  private final LongSupplier nanoTime;
  private long end;
  private long unsynced;
  private long lastSync;
  private @Nullable JournalException broken;

  JournalFile(Path path, ByteFile file, long start, SyncRule rule, LongSupplier nanoTime) {
    this.path = path;
    this.file = file;
    this.start = start;
    this.end = start;
    this.rule = rule;
    this.nanoTime = nanoTime;
    this.lastSync = nanoTime.getAsLong();
  }

  /** Sets where the next record will stand. */
  void goOnAt(long offset) {
    end = offset;
  }

  long end() {
    return end;
  }

  RecordScanner scanner() {
    return new RecordScanner(file, start, end);
  }

  /** Writes a record at the end by one call; after a failure no more are written. */
  RecordBody append(JournalRecord record) {
    if (broken != null) {
      throw broken;
    }
    long offset = end;
    byte[] bytes = RecordBody.write(record, offset);
    try {
      file.write(offset, bytes, bytes.length);
      end = offset + bytes.length;
      unsynced++;
      syncIfDue();
    } catch (IOException e) {
      broken = JournalFailures.ofWriting(path, bytes.length, e);
      cutOff(offset);
      throw broken;
    }
    return RecordBody.of(bytes, RecordFrame.BYTES, bytes.length - RecordFrame.BYTES);
  }

  /** Takes away what was written of a record; if that fails too, the checksum tells. */
  private void cutOff(long offset) {
    end = offset;
    try {
      file.truncate(offset);
    } catch (IOException e) {
      if (broken != null) {
        broken.addSuppressed(e);
      }
    }
  }

  private void syncIfDue() throws IOException {
    if (rule.isDue(unsynced, nanoTime.getAsLong() - lastSync)) {
      syncNow();
    }
  }

  private void syncNow() throws IOException {
    if (unsynced > 0) {
      file.sync();
      unsynced = 0;
    }
    lastSync = nanoTime.getAsLong();
  }

  void sync() {
    try {
      syncNow();
    } catch (IOException e) {
      throw JournalFailures.ofWriting(path, 0, e);
    }
  }

  /** The record at an offset. */
  RecordBody read(long offset) {
    try {
      byte[] bytes = RecordScanner.read(file, offset, GUESS_BYTES);
      int length = bytes.length < RecordFrame.BYTES ? -1 : RecordFrame.bodyLength(bytes, 0);
      if (length > bytes.length - RecordFrame.BYTES) {
        bytes = RecordScanner.read(file, offset, RecordFrame.BYTES + length);
      }
      boolean there = length >= 0 && length <= bytes.length - RecordFrame.BYTES;
      if (there && RecordFrame.isWhole(bytes, 0, length, offset)) {
        return RecordBody.of(bytes, RecordFrame.BYTES, length);
      }
    } catch (IOException e) {
      throw JournalFailures.ofReading(path, e);
    }
    throw JournalFailures.damaged(path, offset, offset + RecordFrame.BYTES);
  }

  /** The next record that is the last of its key, or null at the end. */
  @Nullable JournalRecord next(RecordScanner scanner, RecordIndex index) {
    try {
      for (Step step = scanner.next(); step != null; step = scanner.next()) {
        if (!(step instanceof Step.Whole whole)) {
          throw JournalFailures.damaged(path, from(step), end);
        }
        if (whole.body().type() != RecordBody.GAP && index.isLast(whole.body(), whole.offset())) {
          return whole.body().record();
        }
      }
      return null;
    } catch (IOException e) {
      throw JournalFailures.ofReading(path, e);
    }
  }

  private static long from(Step step) {
    return step instanceof Step.Damage damage ? damage.from() : ((Step.Tail) step).from();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      if (broken == null) {
        sync();
      }
    }
  }
}
