package io.github.titanembeddings.storage;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Thrown when an object could not be read or written. */
public final class StorageException extends TitanException {
  private static final long serialVersionUID = 1L;

  /** The reasons for a failure. */
  public enum Kind {
    /** There is no such object or bucket. */
    NOT_FOUND,
    /** The credentials, or the rights of the file, do not allow it. */
    ACCESS_DENIED,
    /** The store can't be reached, is throttling, or failed. */
    UNAVAILABLE,
    /** Anything else: an answer that makes no sense, a name the store does not take. */
    FAILED
  }

  /** A whole URI of 1,024 bytes, and what is said of it. */
  private static final int MOST_SHOWN = 2_000;

  private final Kind kind;
  private final String uri;

  /** An exception of a kind for an object, with what the layer beneath said. */
  public StorageException(Kind kind, S3Uri uri, String problem, @Nullable Throwable cause) {
    super(Abbreviate.beginning(uri + ": " + problem, MOST_SHOWN), cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.uri = uri.toString();
  }

  /** The reason for the failure. */
  public Kind kind() {
    return kind;
  }

  /** The object's name. */
  public String uri() {
    return uri;
  }

  /** True for {@link Kind#UNAVAILABLE}. */
  @Override
  public boolean isRetryable() {
    return kind == Kind.UNAVAILABLE;
  }
}
