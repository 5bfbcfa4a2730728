package io.github.titanembeddings.storage;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of an object's bytes. Immutable and thread-safe, except for the array, which is not
 * copied: a store must not modify or reuse it after creating the part, and readers must not modify
 * it.
 *
 * @param bytes the bytes; fewer than requested only at the end of the object
 * @param totalSize the size of the whole object in bytes
 * @param version a value that changes whenever the object changes, such as the ETag
 */
@SuppressWarnings("ArrayRecordComponent") // copying would double the memory of each read
public record ObjectPart(byte[] bytes, long totalSize, String version) {
  /**
   * Creates a part.
   *
   * @throws IllegalArgumentException if {@code totalSize} is less than the number of bytes
   */
  public ObjectPart {
    Objects.requireNonNull(version, "version");
    if (totalSize < bytes.length) {
      throw new IllegalArgumentException(
          "totalSize must be at least the part's " + bytes.length + " bytes, was " + totalSize);
    }
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
