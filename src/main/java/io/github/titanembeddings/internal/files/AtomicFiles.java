package io.github.titanembeddings.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;

/** Writes whole files or none. */
public final class AtomicFiles {
  private static final String UNFINISHED = ".titan-embeddings-part";

  /** Writes a file that is not there yet. */
  @FunctionalInterface
  public interface Content {
    /** Writes it. */
    void writeTo(Path file) throws IOException;
  }

  private AtomicFiles() {}

  /** Puts a new file in place of another, or leaves that as it is if the content can't be had. */
  public static void replace(Path file, Content content) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    Path part = part(target);
    try {
      content.writeTo(part);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Returns a unique temporary path beside a file, under which it is written and then renamed. */
  public static Path part(Path target) {
    return target.resolveSibling("." + UUID.randomUUID() + UNFINISHED);
  }

  /** Whether a file is one that was left behind unfinished, or is being written. */
  public static boolean isUnfinished(Path file) {
    return file.toString().endsWith(UNFINISHED);
  }
}
