package io.github.titanembeddings.bulk.internal.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives files of a repair the owner, group and permissions of the journal. Follows no link, since
 * others may write to the folder of a journal that an administrator repairs.
 */
final class FilePermissions {
  private static final System.Logger LOG = System.getLogger(FilePermissions.class.getName());

  private FilePermissions() {}

  /** Creates an empty file, which other users cannot read until it is complete. */
  static void createPrivate(Path file) throws IOException {
    if (hasPermissions(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
  }

  /**
   * Copies a file and its permissions to a new one, and waits until the disk has it; works in an
   * interrupted thread, too.
   */
  static void copyFile(Path from, Path to) throws IOException {
    createPrivate(to);
    try (OutputStream copy =
        Files.newOutputStream(to, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      Files.copy(from, copy);
    }
    String mode = hasPermissions(to) ? "r" : "rw"; // Windows syncs only writable files
    try (RandomAccessFile copy = new RandomAccessFile(to.toFile(), mode)) {
      copy.getFD().sync();
    }
    copyPermissions(from, to);
  }

  /**
   * Copies the owner, group and permissions where permitted; drops the access of the group if the
   * group cannot be kept.
   */
  static void copyPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView view = view(to);
    if (view != null) {
      Set<PosixFilePermission> permissions = new HashSet<>(attributes(from).permissions());
      if (!copyOwners(from, to)) {
        permissions.removeIf(permission -> permission.name().startsWith("GROUP_"));
      }
      try {
        view.setPermissions(permissions);
      } catch (IOException e) {
        if (!permissions.containsAll(view.readAttributes().permissions())) {
          throw e;
        }
      }
    }
  }

  /** Copies the owner and group where permitted; returns whether the groups are equal now. */
  static boolean copyOwners(Path from, Path to) throws IOException {
    PosixFileAttributeView view = view(to);
    if (view == null) {
      return true;
    }
    PosixFileAttributes attributes = attributes(from);
    try {
      view.setGroup(attributes.group());
      view.setOwner(attributes.owner());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "cannot set the owner or the group of a file of a journal", e);
    }
    return view.readAttributes().group().equals(attributes.group());
  }

  private static PosixFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, PosixFileAttributes.class);
  }

  /** Returns null if files have no permissions. */
  private static @Nullable PosixFileAttributeView view(Path file) {
    return hasPermissions(file)
        ? Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        : null;
  }

  private static boolean hasPermissions(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
