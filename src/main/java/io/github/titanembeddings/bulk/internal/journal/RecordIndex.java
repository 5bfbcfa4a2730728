package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.internal.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/**
 * Where the last record of each key stands, and the last one of each content. Neither keys nor
 * contents are in memory: a candidate is read from the file and compared, so two that have the same
 * hash are told apart. Not safe for use by several threads.
 */
final class RecordIndex {
  private static final long FAILED = 1L << 62;
  private static final long SEEN = 1L << 61;
  private static final long OFFSET = SEEN - 1;

  private final OffsetTable keys = new OffsetTable();
  private final OffsetTable contents = new OffsetTable();
  private final LongFunction<RecordBody> reader;
  private final MessageDigest digest;
  private long failed;

  RecordIndex(LongFunction<RecordBody> reader) {
    this.reader = reader;
    this.digest = Sha256.digest();
  }

  long embedded() {
    return keys.size() - failed;
  }

  long failed() {
    return failed;
  }

  /** Puts a record in the place of an earlier one of its key, and of one of its content. */
  void put(RecordBody record, long offset, boolean seen) {
    byte[] key = record.keyBytes();
    long value = offset | (record.isEmbedded() ? 0 : FAILED) | (seen ? SEEN : 0);
    long old = keys.replace(hash(key), value, hasKey(key));
    failed += (record.isEmbedded() ? 0 : 1) - (old & FAILED) / FAILED;
    ByteBuffer content = record.contentHash();
    contents.replace(content.getLong(0), offset, hasContent(content));
  }

  /** The offset of the last record of a key, or 0. */
  long ofKey(String key) {
    byte[] bytes = Fields.utf16(key);
    return keys.find(hash(bytes), hasKey(bytes)) & OFFSET;
  }

  /** The offset of the last record of a content, or 0. */
  long ofContent(ByteBuffer content) {
    return contents.find(content.getLong(0), hasContent(content));
  }

  /** Marks a key that has a record or takes its mark away, and says whether it was marked. */
  boolean see(String key, boolean seen) {
    byte[] bytes = Fields.utf16(key);
    long value = keys.find(hash(bytes), hasKey(bytes));
    if (value != 0) {
      keys.replace(
          hash(bytes), seen ? value | SEEN : value & ~SEEN, candidate -> candidate == value);
    }
    return (value & SEEN) != 0;
  }

  /** Takes all marks away. */
  void forgetSeen() {
    keys.mask(~SEEN);
  }

  /** Whether a record is the last of its key. */
  boolean isLast(RecordBody record, long offset) {
    return keys.find(hash(record.keyBytes()), value -> (value & OFFSET) == offset) != 0;
  }

  private LongPredicate hasKey(byte[] key) {
    return value -> Arrays.equals(reader.apply(value & OFFSET).keyBytes(), key);
  }

  private LongPredicate hasContent(ByteBuffer content) {
    return offset -> reader.apply(offset).contentHash().equals(content);
  }

  private long hash(byte[] key) {
    return ByteBuffer.wrap(digest.digest(key)).getLong();
  }
}
