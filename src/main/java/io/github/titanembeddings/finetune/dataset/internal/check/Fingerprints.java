package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.internal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Numbers of 64 bits that stand for texts and files. */
public final class Fingerprints {
  private final MessageDigest sha256 = Sha256.digest();

  /** That of a text: the first bits of its SHA-256. */
  public long of(String text) {
    return first64(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  public static long first64(byte[] digest) {
    return ByteBuffer.wrap(digest).getLong();
  }

  /**
   * That of a file by its beginning and its size: two checksums that a CPU has instructions for.
   */
  public static long ofStart(byte[] start, int length, long size) {
    CRC32 crc32 = new CRC32();
    CRC32C crc32c = new CRC32C();
    crc32.update(start, 0, length);
    crc32c.update(start, 0, length);
    return mixed((crc32.getValue() << 32) | crc32c.getValue(), size);
  }

  /** That of a pair of fingerprints, in this order; also of one and a seed. */
  static long mixed(long first, long second) {
    long bits = first * 0x9E3779B97F4A7C15L + second;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }

  /** Whether a fingerprint is in a sample of a rate. */
  static boolean isSampled(long fingerprint, double rate, long seed) {
    return (mixed(fingerprint, seed) >>> 11) * 0x1p-53 < rate;
  }
}
