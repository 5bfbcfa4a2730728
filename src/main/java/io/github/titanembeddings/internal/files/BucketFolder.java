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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files in a folder, and none outside it. Safe for use by several threads. */
public final class BucketFolder {
  /** More are forgotten and looked up anew. */
  private static final int MOST_KNOWN = 1_000;

  private static final Set<OpenOption> NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Path root;
  private volatile @Nullable Path realRoot;

  /** What tells folders from each other, of those that were found to lie within the root. */
  private final Map<Path, Object> known = new ConcurrentHashMap<>();

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

  /** The regular file of a key; quick for one that is in the folder of another found before. */
  public Found find(String key) throws IOException {
    Path file = named(key);
    if (isKnown(Objects.requireNonNull(file.getParent()))) {
      BasicFileAttributes attributes = attributes(file);
      if (attributes.isRegularFile()) {
        return new Found(file, attributes);
      }
    }
    requireInside(file);
    remember(file.getParent());
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

  /** Whether the path leads to the same folder as when it was looked up. */
  private boolean isKnown(Path folder) throws IOException {
    Object key = known.get(folder);
    return key != null
        && key.equals(Files.readAttributes(folder, BasicFileAttributes.class).fileKey());
  }

  private void remember(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (real.startsWith(realRoot())) {
      Object key = attributes(real).fileKey();
      if (key != null) {
        if (known.size() >= MOST_KNOWN) {
          known.clear();
        }
        known.put(folder, key);
      }
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
