package io.github.titanembeddings.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder that its owner holds locked, so that a later process can distinguish a folder
 * in use from one that a killed process left behind. Not thread-safe.
 */
public final class LockedFolder implements AutoCloseable {
  private static final String PREFIX = ".titan-embeddings-";
  private static final String LOCK = "lock";

  /**
   * The names of the folders of this process. Their locks are not tried: closing a file releases
   * all locks that the process holds on it, those of other threads included.
   */
  private static final Set<String> HELD = ConcurrentHashMap.newKeySet();

  /** Covers the moment between the creation of a folder and of its lock. */
  private static final Duration UNLOCKED_AGE = Duration.ofMinutes(10);

  private final String prefix;
  private final Path path;
  private final FileChannel channel;

  private LockedFolder(String prefix, Path path, FileChannel channel) {
    this.prefix = prefix;
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates a folder of a unique name in a parent, which is created too if it is missing. Only the
   * user may read it where the file system has such permissions.
   *
   * @param use the purpose of the folder; {@link #abandoned()} finds folders of the same purpose
   */
  public static LockedFolder create(Path parent, String use) throws IOException {
    if (!Files.isDirectory(parent)) { // createDirectories refuses a link to a folder
      Files.createDirectories(parent);
    }
    String prefix = PREFIX + use + "-";
    Path folder = Files.createTempDirectory(parent, prefix);
    HELD.add(name(folder));
    FileChannel channel = null;
    try {
      channel = channel(folder);
      channel.tryLock();
    } catch (IOException e) {
      if (channel == null) {
        HELD.remove(name(folder));
        Files.deleteIfExists(folder);
        throw e;
      }
      // a file system without locks: the folder is usable, but not recognized as abandoned later
    }
    return new LockedFolder(prefix, folder, channel);
  }

  private static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }

  /**
   * Locks the folders beside this one that ended processes left behind. A folder that is in use, or
   * belongs to another user, is left alone.
   */
  public List<LockedFolder> abandoned() throws IOException {
    List<LockedFolder> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(Objects.requireNonNull(path.getParent()), this::hasSuchName)) {
      for (Path entry : entries) {
        LockedFolder locked = isOurs(entry) && HELD.add(name(entry)) ? lock(entry) : null;
        if (locked != null) {
          found.add(locked);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private boolean hasSuchName(Path entry) {
    return name(entry).matches(Pattern.quote(prefix) + "[0-9]+");
  }

  private boolean isOurs(Path entry) {
    try {
      if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      UserPrincipal owner = Files.getOwner(entry, LinkOption.NOFOLLOW_LINKS);
      if (!owner.equals(Files.getOwner(path, LinkOption.NOFOLLOW_LINKS))) {
        return false;
      }
      Instant changed = Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant();
      return Files.isRegularFile(entry.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)
          || changed.isBefore(Instant.now().minus(UNLOCKED_AGE));
    } catch (IOException | UnsupportedOperationException e) {
      return false; // deleted meanwhile by its owner, or of a file system without owners
    }
  }

  private @Nullable LockedFolder lock(Path folder) throws IOException {
    LockedFolder locked = null;
    FileChannel channel = null;
    try {
      channel = channel(folder);
      locked = channel.tryLock() == null ? null : new LockedFolder(prefix, folder, channel);
    } catch (OverlappingFileLockException | IOException e) {
      // in use by another class loader of this process, or deleted meanwhile by its owner
    } finally {
      if (locked == null) {
        HELD.remove(name(folder));
        if (channel != null) {
          channel.close();
        }
      }
    }
    return locked;
  }

  private static FileChannel channel(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(LOCK),
        StandardOpenOption.WRITE,
        StandardOpenOption.CREATE,
        LinkOption.NOFOLLOW_LINKS);
  }

  public Path path() {
    return path;
  }

  /** Deletes these files in the folder, which must have no others, and the folder. */
  public void delete(List<String> names) throws IOException {
    for (String name : names) {
      if (Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS)) { // false if it is too long
        Files.delete(path.resolve(name));
      }
    }
    close();
    Files.deleteIfExists(path.resolve(LOCK));
    Files.deleteIfExists(path);
  }

  /** Releases the lock; files that remain are recovered by {@link #abandoned}. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD.remove(name(path));
      }
    }
  }
}
