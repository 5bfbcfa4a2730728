package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The body of a record, of which each part is read when it is asked for: a type, flags, the content
 * hash, the key, and then what the type has.
 */
final class RecordBody {
  static final byte EMBEDDED = 1;
  static final byte FAILED = 2;

  /** Stands where damage was, and has nothing but its type. */
  static final byte GAP = 3;

  static final int HASH_BYTES = 32;
  private static final int RETRYABLE = 1;
  private static final int TRY_AGAIN = 2;
  private static final int FLAGS_AT = 1;
  private static final int HASH_AT = 2;
  private static final int KEY_AT = HASH_AT + HASH_BYTES;

  /** What stands before the bytes of the key. */
  private static final int START_BYTES = RecordFrame.BYTES + KEY_AT + Integer.BYTES;

  private final ByteBuffer bytes;

  private RecordBody(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The body in a part of an array. */
  static RecordBody of(byte[] bytes, int offset, int length) {
    return new RecordBody(
        ByteBuffer.wrap(bytes, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  byte type() {
    return bytes.get(0);
  }

  boolean isEmbedded() {
    return type() == EMBEDDED;
  }

  /** Whether a failed item is to be tried again by the next run. */
  boolean isToBeTriedAgain() {
    return (bytes.get(FLAGS_AT) & TRY_AGAIN) != 0;
  }

  ByteBuffer contentHash() {
    byte[] hash = new byte[HASH_BYTES];
    bytes.get(HASH_AT, hash);
    return ByteBuffer.wrap(hash);
  }

  String key() {
    return Fields.utf16(keyBytes());
  }

  byte[] keyBytes() {
    byte[] key = new byte[bytes.getInt(KEY_AT)];
    bytes.get(KEY_AT + Integer.BYTES, key);
    return key;
  }

  JournalRecord record() {
    ByteBuffer rest = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    rest.position(KEY_AT + Integer.BYTES + bytes.getInt(KEY_AT));
    return isEmbedded()
        ? new JournalRecord.Embedded(key(), contentHash(), ResponseCodec.read(rest))
        : new JournalRecord.Failed(
            key(),
            contentHash(),
            Fields.text(rest),
            Fields.text(rest),
            (bytes.get(FLAGS_AT) & RETRYABLE) != 0,
            isToBeTriedAgain());
  }

  /** A whole record, frame and body, for a place in the file. */
  static byte[] write(JournalRecord record, long position) {
    return record instanceof JournalRecord.Embedded embedded
        ? write(embedded, position)
        : write((JournalRecord.Failed) record, position);
  }

  private static byte[] write(JournalRecord.Embedded record, long position) {
    byte[] key = Fields.utf16(record.key());
    byte[] whole = new byte[START_BYTES + key.length + ResponseCodec.size(record.response())];
    ByteBuffer target = start(whole, EMBEDDED, 0, record, key);
    ResponseCodec.write(record.response(), target);
    RecordFrame.complete(whole, position);
    return whole;
  }

  private static byte[] write(JournalRecord.Failed record, long position) {
    byte[] key = Fields.utf16(record.key());
    byte[] kind = record.kind().getBytes(UTF_8);
    byte[] message = record.message().getBytes(UTF_8);
    int flags = (record.retryable() ? RETRYABLE : 0) | (record.tryAgain() ? TRY_AGAIN : 0);
    int rest = 2 * Integer.BYTES + kind.length + message.length;
    byte[] whole = new byte[START_BYTES + key.length + rest];
    ByteBuffer target = start(whole, FAILED, flags, record, key);
    Fields.put(target, kind);
    Fields.put(target, message);
    RecordFrame.complete(whole, position);
    return whole;
  }

  private static ByteBuffer start(
      byte[] whole, byte type, int flags, JournalRecord record, byte[] key) {
    ByteBuffer target = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    target.position(RecordFrame.BYTES).put(type).put((byte) flags);
    target.put(record.contentHash().duplicate());
    Fields.put(target, key);
    return target;
  }
}
