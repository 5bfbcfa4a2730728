package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.TitanException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a {@link Journal} cannot be opened, read or written, or a {@link ResultWriter} cannot
 * write its files. What a journal has committed remains in it.
 *
 * <pre>{@code
 * try (Journal journal = Journal.open(file, ModelId.onDemand())) {
 *   System.out.println(journal.embedded());
 * } catch (JournalException e) {
 *   if (e.kind() == JournalException.Kind.DAMAGED) {
 *     System.err.println(Journal.repair(file));
 *   }
 * }
 * }</pre>
 */
public final class JournalException extends TitanException {
  private static final long serialVersionUID = 1L;

  /** The reasons for a failure. */
  public enum Kind {
    /** The journal is open in this or another process, or another program locks the database. */
    LOCKED,
    /** The journal holds vectors of another model or length. */
    OTHER_MODEL,
    /**
     * The path names another kind of file, a directory, a file with hard links, or a file that
     * SQLite keeps beside a database; or such a file belongs to another program.
     */
    NOT_A_JOURNAL,
    /** The format of the journal is unknown to this version of the library. */
    UNKNOWN_VERSION,
    /**
     * The database is damaged or outcomes are missing: restore the file, or see {@link
     * Journal#repair} if it still exists.
     */
    DAMAGED,
    /** The permissions of the file or its folder do not allow access. */
    ACCESS_DENIED,
    /** The disk is full, or the user's quota is used up. */
    DISK_FULL,
    /** Any other failure to read or write. */
    FAILED
  }

  private final Kind kind;
  private final String file;

  /**
   * Creates an exception, for tests of code that handles it. Its message is the file, a colon and
   * the problem.
   */
  public JournalException(Kind kind, Path file, String problem, @Nullable Throwable cause) {
    super(file + ": " + problem, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.file = file.toString();
  }

  /** Returns the reason for the failure. */
  public Kind kind() {
    return kind;
  }

  /** Returns the unresolved path of the file. */
  public String file() {
    return file;
  }

  /** Returns true for {@link Kind#LOCKED}. */
  @Override
  public boolean isRetryable() {
    return kind == Kind.LOCKED;
  }
}
