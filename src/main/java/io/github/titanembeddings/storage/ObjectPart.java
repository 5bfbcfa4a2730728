package io.github.titanembeddings.storage;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some of an object's bytes, with the size of the whole. The bytes are not copied: who gets a part
 * must not change them.
 */
public final class ObjectPart {
  private final byte[] bytes;
  private final long totalSize;
  private final String version;

  private ObjectPart(byte[] bytes, long totalSize, String version) {
    this.bytes = Objects.requireNonNull(bytes, "bytes");
    if (totalSize < bytes.length) {
      throw new IllegalArgumentException(
          "an object of " + totalSize + " bytes has no part of " + bytes.length);
    }
    this.totalSize = totalSize;
    this.version = Objects.requireNonNull(version, "version");
  }

  /**
   * A part of an object of {@code totalSize} bytes; the version is a text that is another once the
   * object has changed, such as the ETag.
   */
  public static ObjectPart of(byte[] bytes, long totalSize, String version) {
    return new ObjectPart(bytes, totalSize, version);
  }

  /** The bytes themselves, not a copy; fewer than asked for only at the object's end. */
  public byte[] bytes() {
    return bytes;
  }

  /** The size of the whole object in bytes. */
  public long totalSize() {
    return totalSize;
  }

  /** A text that is another once the object has changed, such as the ETag. */
  public String version() {
    return version;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectPart that
        && totalSize == that.totalSize
        && version.equals(that.version)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(totalSize, version, bytes.length);
  }

  @Override
  public String toString() {
    return "ObjectPart[" + bytes.length + " of " + totalSize + " bytes]";
  }
}
