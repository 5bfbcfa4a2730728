package io.github.titanembeddings.bulk.internal.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** What stands around the body of a record: a mark, the length of the body and a checksum. */
final class RecordFrame {
  static final int BYTES = 12;

  /** No text in UTF-8 has these bytes, and hardly a vector. */
  static final int MARK = 0xF8C1FEC0;

  /** Longer than any record that is ever written. */
  static final int MAX_BODY = 1 << 24;

  private static final int LENGTH_AT = 4;
  private static final int CHECKSUM_AT = 8;

  private RecordFrame() {}

  /** Fills in the frame of a record that takes the whole array. */
  static void complete(byte[] record, long position) {
    int length = record.length - BYTES;
    ByteBuffer frame = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(MARK).putInt(length).putInt(checksum(record, 0, length, position));
  }

  /** The length of the body whose frame is at an offset; negative if there is no frame. */
  static int bodyLength(byte[] bytes, int offset) {
    ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = frame.getInt(offset + LENGTH_AT);
    return frame.getInt(offset) == MARK && length > 0 && length <= MAX_BODY ? length : -1;
  }

  /** Whether a frame and its body are as they were written, at that position of the file. */
  static boolean isWhole(byte[] bytes, int offset, int length, long position) {
    ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return frame.getInt(offset + CHECKSUM_AT) == checksum(bytes, offset, length, position);
  }

  private static int checksum(byte[] bytes, int offset, int length, long position) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(position)
            .putInt(length)
            .flip());
    crc.update(bytes, offset + BYTES, length);
    return (int) crc.getValue();
  }
}
