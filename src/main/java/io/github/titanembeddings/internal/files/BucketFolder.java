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
 * Finds the files in a folder, and none outside it. Thread-safe. A path is checked just before its
 * file is opened; a concurrent attacker with write access to the folder is not kept out.
 */
public final class BucketFolder {
  private static final Set<OpenOption> NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Path root;
  private volatile @Nullable Path realRoot;

  /** Creates an object for an absolute path, which need not exist yet. */
  public BucketFolder(Path root) {
    this.root = root;
  }

  /** An existing file, by a path that does not end in a link. */
  public record Found(Path path, BasicFileAttributes attributes) {
    public long size() {
      return attributes.size();
    }

    /** Fills the buffer from a position, and returns the number of bytes up to the file's end. */
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

  public Path root() {
    return root;
  }

  /** Returns the path of a key, whose existing part is inside the folder. */
  public Path file(String key) throws IOException {
    Path file = named(key);
    requireInside(file);
    return file;
  }

  /** Returns the regular file of a key; fast if no part of its path is a link. */
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
    Path existing = file;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && !existing.equals(root)) {
      existing = Objects.requireNonNull(existing.getParent());
    }
    if (leavesRoot(existing)) {
      throw new AccessDeniedException("a link in " + file + " leaves the bucket's folder");
    }
  }

  private boolean leavesRoot(Path existing) throws IOException {
    try {
      return !existing.toRealPath().startsWith(realRoot());
    } catch (NoSuchFileException e) {
      return Files.isSymbolicLink(existing);
    }
  }

  /** Returns the real folder; resolved once, since that takes longer than reading a small file. */
  private Path realRoot() throws IOException {
    Path found = realRoot;
    if (found == null) {
      found = root.toRealPath();
      realRoot = found;
    }
    return found;
  }

  /** Returns whether no folder from this one up to the root is a link. */
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
