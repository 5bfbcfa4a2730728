package io.github.titanembeddings.bulk.internal.journal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
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
 * Gives files of a repair the owner, group and permissions of the journal, on systems that have
 * them. Follows no link in place of a file, which another user may put into the folder of a journal
 * that an administrator repairs.
 */
final class FilePermissions {
  private static final int BUFFER = 1 << 20; // each write waits for the disk

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
   * Copies a regular file and its permissions to a new one, and waits until the disk has it; works
   * in an interrupted thread, too.
   */
  static void copyFile(Path from, Path to) throws IOException {
    createPrivate(to);
    try (InputStream file = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS);
        OutputStream copy =
            new BufferedOutputStream(
                Files.newOutputStream(
                    to,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC,
                    LinkOption.NOFOLLOW_LINKS),
                BUFFER)) {
      file.transferTo(copy);
    }
    copyPermissions(from, to);
  }

  /**
   * Copies the group, permissions and owner of a regular file where permitted; drops the access of
   * the group if the group cannot be kept.
   */
  static void copyPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView view = view(to);
    if (view != null) {
      PosixFileAttributes attributes = attributes(from);
      Set<PosixFilePermission> permissions = new HashSet<>(attributes.permissions());
      if (!copyGroup(attributes, view)) {
        permissions.removeIf(permission -> permission.name().startsWith("GROUP_"));
      }
      try {
        view.setPermissions(permissions);
      } catch (IOException e) {
        if (!permissions.containsAll(view.readAttributes().permissions())) {
          throw e;
        }
        LOG.log(Level.DEBUG, "cannot set the permissions of a file of a journal", e);
      }
      copyOwner(attributes, view); // last: the mode of another user's file may be fixed
    }
  }

  /** Copies the group and the owner of a regular file where possible. */
  static void copyOwners(Path from, Path to) {
    PosixFileAttributeView view = view(to);
    if (view != null) {
      try {
        PosixFileAttributes attributes = attributes(from);
        copyGroup(attributes, view);
        copyOwner(attributes, view);
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "cannot read the owner of a journal", e);
      }
    }
  }

  /** Returns whether the groups are equal now. */
  private static boolean copyGroup(PosixFileAttributes attributes, PosixFileAttributeView view)
      throws IOException {
    try {
      view.setGroup(attributes.group());
      return true;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "cannot set the group of a file of a journal", e);
      return view.readAttributes().group().equals(attributes.group());
    }
  }

  private static void copyOwner(PosixFileAttributes attributes, PosixFileAttributeView view) {
    try {
      view.setOwner(attributes.owner());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "cannot set the owner of a file of a journal", e);
    }
  }

  private static PosixFileAttributes attributes(Path file) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(file.toString(), null, "is not a regular file");
    }
    return attributes;
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
