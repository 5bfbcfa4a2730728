package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.internal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Computes 64-bit fingerprints of texts and files. Not thread-safe. */
public final class Fingerprints {
  private final MessageDigest sha256 = Sha256.digest();

  /** Returns the first 64 bits of the SHA-256 of a text. */
  public long of(String text) {
    return first64(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static long first64(byte[] digest) {
    return ByteBuffer.wrap(digest).getLong();
  }

  /**
   * Returns a fingerprint of a file's beginning and size. It uses two checksums for which CPUs have
   * instructions.
   */
  static long ofStart(byte[] start, int length, long size) {
    CRC32 crc32 = new CRC32();
    CRC32C crc32c = new CRC32C();
    crc32.update(start, 0, length);
    crc32c.update(start, 0, length);
    return mixed((crc32.getValue() << 32) | crc32c.getValue(), size);
  }

  /** Returns the fingerprint of an ordered pair of fingerprints. */
  public static long mixed(long first, long second) {
    long bits = first * 0x9E3779B97F4A7C15L + second;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }
}
