package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The beginning of a journal: what it is, the version of its format, the model, and a checksum.
 *
 * @param version the version of the format
 * @param model the id of the model whose vectors it holds
 */
record JournalHeader(int version, String model) {
  static final int VERSION = 1;

  /** The longest header: a model id has at most 2,048 characters. */
  static final int MAX_BYTES = 16 * 1024;

  private static final byte[] MAGIC = "TITANJNL".getBytes(US_ASCII);
  private static final int FIXED_BYTES = MAGIC.length + 3 * Integer.BYTES;

  static JournalHeader of(String model) {
    return new JournalHeader(VERSION, model);
  }

  byte[] toBytes() {
    byte[] id = model.getBytes(UTF_8);
    ByteBuffer header = ByteBuffer.allocate(FIXED_BYTES + id.length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).putInt(version).putInt(id.length).put(id);
    header.putInt(checksum(header.array(), header.position()));
    return header.array();
  }

  int size() {
    return toBytes().length;
  }

  /** Whether the beginning of a file is that of a journal, as far as the file goes. */
  static boolean begins(byte[] file) {
    int length = Math.min(file.length, MAGIC.length);
    return Arrays.equals(file, 0, length, MAGIC, 0, length);
  }

  /** Whether a file is the first part of this header: its writing was cut short. */
  boolean isTorn(byte[] file) {
    byte[] whole = toBytes();
    return file.length < whole.length && Arrays.equals(file, 0, file.length, whole, 0, file.length);
  }

  /** The version that the beginning of a file names; 0 if it is too short. */
  static int version(byte[] file) {
    return file.length < FIXED_BYTES ? 0 : numbers(file).getInt(MAGIC.length);
  }

  /**
   * Reads a header of this version.
   *
   * @throws IllegalArgumentException if it is not whole
   */
  static JournalHeader read(byte[] file) {
    int idLength = file.length < FIXED_BYTES ? -1 : numbers(file).getInt(MAGIC.length + 4);
    if (idLength < 0 || idLength > file.length - FIXED_BYTES) {
      throw new IllegalArgumentException("the header is not whole");
    }
    int end = FIXED_BYTES - Integer.BYTES + idLength;
    if (numbers(file).getInt(end) != checksum(file, end)) {
      throw new IllegalArgumentException("the checksum of the header is wrong");
    }
    return new JournalHeader(
        VERSION, new String(file, FIXED_BYTES - Integer.BYTES, idLength, UTF_8));
  }

  private static ByteBuffer numbers(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
