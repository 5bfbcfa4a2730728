package io.github.titanembeddings.storage;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a store knows of an object without reading it. Immutable and safe to share. */
public final class ObjectInfo {
  private final S3Uri uri;
  private final long size;
  private final String version;
  private final @Nullable String sha256;

  private ObjectInfo(S3Uri uri, long size, String version, @Nullable String sha256) {
    this.uri = Objects.requireNonNull(uri, "uri");
    if (size < 0) {
      throw new IllegalArgumentException("an object has 0 bytes or more, not " + size);
    }
    this.size = size;
    this.version = Objects.requireNonNull(version, "version");
    this.sha256 = sha256;
  }

  /**
   * An object of {@code size} bytes; the version is a text that is another once the object has
   * changed, such as the ETag, and the hash is null if it is not known.
   *
   * @throws IllegalArgumentException if the size is negative
   */
  public static ObjectInfo of(S3Uri uri, long size, String version, @Nullable String sha256) {
    return new ObjectInfo(uri, size, version, sha256);
  }

  /** The object's name. */
  public S3Uri uri() {
    return uri;
  }

  /** How many bytes it has. */
  public long size() {
    return size;
  }

  /** A text that is another once the object has changed, such as the ETag. */
  public String version() {
    return version;
  }

  /**
   * The SHA-256 of its bytes, 64 hexadecimal digits in lower case, if the store knows it: of an
   * object that this library wrote.
   */
  public Optional<String> sha256() {
    return Optional.ofNullable(sha256);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectInfo that
        && uri.equals(that.uri)
        && size == that.size
        && version.equals(that.version)
        && Objects.equals(sha256, that.sha256);
  }

  @Override
  public int hashCode() {
    return Objects.hash(uri, size, version, sha256);
  }

  @Override
  public String toString() {
    return "ObjectInfo[" + uri + ", " + size + " bytes]";
  }
}
