package io.github.titanembeddings.storage;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an object cannot be read or written.
 *
 * <pre>{@code
 * try {
 *   titan.embed(r -> r.image(ImageInput.fromS3(store, "s3://shop/shoes/1.png")));
 * } catch (StorageException e) {
 *   System.err.println(e.uri() + ": " + e.kind());
 * }
 * }</pre>
 */
public final class StorageException extends TitanException {
  private static final long serialVersionUID = 1L;

  /** The reasons for a failure. */
  public enum Kind {
    /** The object or bucket does not exist. */
    NOT_FOUND,
    /** The credentials or the file's permissions do not allow it. */
    ACCESS_DENIED,
    /** The store is unreachable, throttles, or failed (HTTP 5xx). */
    UNAVAILABLE,
    /** The object changed while it was read. */
    CHANGED,
    /** Any other failure, such as a malformed response or a key that the store rejects. */
    FAILED
  }

  /** Fits a URI of 1,024 bytes and the problem. */
  private static final int MAX_MESSAGE = 2_000;

  private final Kind kind;
  private final String uri;

  /** Creates an exception for an object; custom stores throw it too. */
  public StorageException(Kind kind, S3Uri uri, String problem, @Nullable Throwable cause) {
    super(Abbreviate.beginning(uri + ": " + problem, MAX_MESSAGE), cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.uri = uri.toString();
  }

  /** Returns the reason for the failure. */
  public Kind kind() {
    return kind;
  }

  /** Returns the object's URI. */
  public String uri() {
    return uri;
  }

  /** Returns true for {@link Kind#UNAVAILABLE}. */
  @Override
  public boolean isRetryable() {
    return kind == Kind.UNAVAILABLE;
  }
}
