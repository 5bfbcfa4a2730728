package io.github.titanembeddings.storage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of an object. Immutable.
 *
 * @param uri the name of the object
 * @param size the number of bytes, at least 0
 * @param version a value that changes whenever the object changes, such as the ETag
 * @param sha256 the SHA-256 of the bytes, 64 lower-case hexadecimal digits; null if the store does
 *     not know it, as for objects that this library did not write
 */
public record ObjectInfo(S3Uri uri, long size, String version, @Nullable String sha256) {
  /**
   * Creates the metadata of an object.
   *
   * @throws IllegalArgumentException if {@code size} is negative
   */
  public ObjectInfo {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(version, "version");
    if (size < 0) {
      throw new IllegalArgumentException("size must be at least 0 bytes, was " + size);
    }
  }

  @Override
  public String toString() {
    return "ObjectInfo[" + uri + ", " + size + " bytes]";
  }
}
