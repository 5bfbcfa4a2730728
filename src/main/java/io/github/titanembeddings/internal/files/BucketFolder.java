package io.github.titanembeddings.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files in a folder, and none outside it. A path is checked just before its file is opened:
 * against who puts links into the folder at that very moment, the folder's rights have to help.
 * Safe for use by several threads.
 */
public final class BucketFolder {
  private static final Set<OpenOption> NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Path root;
  private volatile @Nullable Path realRoot;

  /** The folder of an absolute path; it need not be there yet. */
  public BucketFolder(Path root) {
    this.root = root;
  }

  /** A file that is there, by a path whose last part is no link. */
  public record Found(Path path, BasicFileAttributes attributes) {
    /** The size in bytes. */
    public long size() {
      return attributes.size();
    }

    /** Reads from a position on until the buffer is full or the file ends; how many bytes. */
    public int read(long position, byte[] into) throws IOException {
      int most = (int) Math.max(0, Math.min(into.length, size() - position));
      ByteBuffer bytes = ByteBuffer.wrap(into, 0, most);
      try (SeekableByteChannel channel = Files.newByteChannel(path, NO_LINK)) {
        if (position > 0) {
          channel.position(position);
        }
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      }
      return bytes.position();
    }
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /** The file of a key; whatever of its path is there already lies inside the folder. */
  public Path file(String key) throws IOException {
    Path file = named(key);
    requireInside(file);
    return file;
  }

  /** The regular file of a key; quick where no part of its path is a link. */
  public Found find(String key) throws IOException {
    Path file = named(key);
    if (hasNoLink(file.getParent())) {
      BasicFileAttributes attributes = attributes(file);
      if (attributes.isRegularFile()) {
        return new Found(file, attributes);
      }
    }
    requireInside(file);
    Path real = file.toRealPath();
    requireInside(real);
    BasicFileAttributes attributes = attributes(real);
    if (!attributes.isRegularFile()) {
      throw new NoSuchFileException(file.toString());
    }
    return new Found(real, attributes);
  }

  private Path named(String key) throws AccessDeniedException {
    Path file = root.resolve(key).normalize();
    if (key.isEmpty() || !file.startsWith(root) || file.equals(root)) {
      throw new AccessDeniedException("the key leaves the bucket's folder");
    }
    return file;
  }

  private void requireInside(Path file) throws IOException {
    Path there = file;
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && !there.equals(root)) {
      there = Objects.requireNonNull(there.getParent());
    }
    if (leavesRoot(there)) {
      throw new AccessDeniedException("a link in " + file + " leaves the bucket's folder");
    }
  }

  private boolean leavesRoot(Path there) throws IOException {
    try {
      return !there.toRealPath().startsWith(realRoot());
    } catch (NoSuchFileException e) {
      return Files.isSymbolicLink(there);
    }
  }

  /** The folder without links; looked up once, since that costs more than reading a small file. */
  private Path realRoot() throws IOException {
    Path found = realRoot;
    if (found == null) {
      found = root.toRealPath();
      realRoot = found;
    }
    return found;
  }

  /** Whether all folders from this one up to the root are themselves, so that it lies inside. */
  private boolean hasNoLink(@Nullable Path folder) {
    try {
      for (Path part = folder; part != null && !part.equals(root); part = part.getParent()) {
        BasicFileAttributes attributes = attributes(part);
        if (!attributes.isDirectory() || attributes.isOther()) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
