package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes a file fit to be gone on with: checks or writes its header, mends it, cuts a torn tail. */
final class JournalOpening {
  private static final int GAP_BYTES = 1 << 20;

  private final Path path;
  private final ByteFile file;
  private final JournalHeader header;
  private final boolean repair;
  private long damagedBytes;
  private long cutBytes;

  JournalOpening(Path path, ByteFile file, String model, boolean repair) {
    this.path = path;
    this.file = file;
    this.header = JournalHeader.of(model);
    this.repair = repair;
  }

  long start() {
    return header.size();
  }

  long damagedBytes() {
    return damagedBytes;
  }

  long cutBytes() {
    return cutBytes;
  }

  /** Checks the header, or writes it into a file that is empty or in which its writing stopped. */
  void checkHeader() throws IOException {
    byte[] beginning =
        RecordScanner.read(file, 0, (int) Math.min(file.length(), JournalHeader.MAX_BYTES));
    if (header.isTorn(beginning)) {
      cutBytes = beginning.length;
      writeHeader();
      return;
    }
    if (!JournalHeader.begins(beginning)) {
      throw failure(
          Kind.NOT_A_JOURNAL,
          "this file is something else and is left as it is; give another name");
    }
    if (JournalHeader.version(beginning) > JournalHeader.VERSION) {
      throw failure(
          Kind.UNKNOWN_VERSION,
          "the journal has format "
              + JournalHeader.version(beginning)
              + ", and this version of the library knows formats up to "
              + JournalHeader.VERSION
              + "; use a newer one");
    }
    @Nullable JournalHeader found = read(beginning);
    if (found != null && !found.equals(header)) {
      throw failure(
          Kind.OTHER_MODEL,
          "the journal holds the vectors of "
              + found.model()
              + ", the model is "
              + header.model()
              + "; vectors of different models can't be compared: give another name");
    }
  }

  private @Nullable JournalHeader read(byte[] beginning) throws IOException {
    try {
      return JournalHeader.read(beginning);
    } catch (IllegalArgumentException e) {
      if (!repair || !isFollowedByRecords()) {
        throw failure(
            Kind.DAMAGED,
            e.getMessage()
                + "; take the file from a copy, or open it with repair(true) if you know that its"
                + " model is "
                + header.model());
      }
      damagedBytes += header.size();
      writeHeader();
      return null;
    }
  }

  /** Whether records begin where they do behind the header of this model. */
  private boolean isFollowedByRecords() throws IOException {
    RecordScanner scanner = new RecordScanner(file, header.size(), file.length());
    return scanner.next() instanceof RecordScanner.Step.Whole;
  }

  private void writeHeader() throws IOException {
    byte[] bytes = header.toBytes();
    file.write(0, bytes, bytes.length);
  }

  /** Puts all whole records into an index, and gives the end of the last one. */
  long fill(RecordIndex index) throws IOException {
    long end = file.length();
    RecordScanner scanner = new RecordScanner(file, header.size(), end);
    for (RecordScanner.Step step = scanner.next(); step != null; step = scanner.next()) {
      if (step instanceof RecordScanner.Step.Whole whole) {
        if (whole.body().type() != RecordBody.GAP) {
          index.put(whole.body(), whole.offset(), false);
        }
      } else if (step instanceof RecordScanner.Step.Damage damage) {
        mend(damage);
      } else if (step instanceof RecordScanner.Step.Tail tail) {
        cutBytes = end - tail.from();
        end = tail.from();
        file.truncate(end);
      }
    }
    return end;
  }

  /** Frames damaged bytes as gaps, so that what follows is found without looking for it. */
  private void mend(RecordScanner.Step.Damage damage) throws IOException {
    long length = damage.to() - damage.from();
    if (!repair || length <= RecordFrame.BYTES) {
      throw JournalFailures.damaged(path, damage.from(), damage.to());
    }
    damagedBytes += length;
    for (long from = damage.from(); from < damage.to(); ) {
      long left = damage.to() - from;
      int size = (int) (left <= 2 * GAP_BYTES ? left : GAP_BYTES);
      byte[] gap = RecordScanner.read(file, from, size);
      gap[RecordFrame.BYTES] = RecordBody.GAP;
      RecordFrame.complete(gap, from);
      file.write(from, gap, size);
      from += size;
    }
  }

  private JournalException failure(Kind kind, String problem) {
    return new JournalException(kind, path, problem, null);
  }
}
