package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.TitanException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a journal of embedded items can't be opened, read or written, or the files made out
 * of one can't. What was in the journal before stays in it.
 */
public final class JournalException extends TitanException {
  private static final long serialVersionUID = 1L;

  /** The reasons for a failure. */
  public enum Kind {
    /** It is open already, in this process or another one. */
    LOCKED,
    /** It holds the vectors of another model. */
    OTHER_MODEL,
    /** There is something else in that place: another kind of file, or a directory. */
    NOT_A_JOURNAL,
    /** It is of a format that this version does not know. */
    UNKNOWN_VERSION,
    /** Bytes in the midst of it are not what was written; what comes after them is whole. */
    DAMAGED,
    /** The rights of the file or its folder do not allow it. */
    ACCESS_DENIED,
    /** There is no room left on the disk, or in the quota of the user. */
    DISK_FULL,
    /** Reading or writing failed otherwise. */
    FAILED
  }

  private final Kind kind;
  private final String file;

  /** An exception of a kind for a file, with what is wrong and what to do about it. */
  public JournalException(Kind kind, Path file, String problem, @Nullable Throwable cause) {
    super(file + ": " + problem, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.file = file.toString();
  }

  /** The reason for the failure. */
  public Kind kind() {
    return kind;
  }

  /** The file's name, as it was given. */
  public String file() {
    return file;
  }

  /** True for {@link Kind#LOCKED}: whoever has it open may close it. */
  @Override
  public boolean isRetryable() {
    return kind == Kind.LOCKED;
  }
}
