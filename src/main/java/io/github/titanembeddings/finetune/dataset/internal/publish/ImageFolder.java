package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.finetune.dataset.Clutter;
import io.github.titanembeddings.finetune.dataset.SkippedFile;
import io.github.titanembeddings.internal.text.Utf16;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the images and caption files of a folder and its subfolders. Follows no link. */
final class ImageFolder extends SimpleFileVisitor<Path> {
  private final Path root;
  private final @Nullable Path output;
  private final List<Path> pictures = new ArrayList<>();
  private final CaptionFiles sidecars = new CaptionFiles();
  private final List<SkippedFile> skipped = new ArrayList<>();

  /** Creates a search that skips one subfolder, if it is not null. */
  ImageFolder(Path root, @Nullable Path output) {
    this.root = root;
    this.output = output;
  }

  /**
   * Walks through the folder.
   *
   * @throws IOException if the folder itself cannot be read
   */
  void read() throws IOException {
    Files.walkFileTree(root, this);
    Collections.sort(pictures);
  }

  /** Returns the images, ordered by path: all files that are not skipped and not captions. */
  List<Path> pictures() {
    return pictures;
  }

  /** Returns the caption files. */
  CaptionFiles sidecars() {
    return sidecars;
  }

  /** Returns the unusable files, ordered by path. */
  List<SkippedFile> skipped() {
    skipped.sort(Comparator.comparing(SkippedFile::file));
    return skipped;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    boolean ignored = folder.equals(output) || Clutter.is(folder);
    return ignored && !folder.equals(root)
        ? FileVisitResult.SKIP_SUBTREE
        : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (Clutter.is(file)) {
      return FileVisitResult.CONTINUE;
    }
    if (attributes.isSymbolicLink()) {
      skip(
          file,
          ViolationCodes.FILE_LINK,
          "a symbolic link",
          "put the image itself into the folder");
    } else if (!attributes.isRegularFile()) {
      skip(
          file,
          ViolationCodes.FILE_NOT_REGULAR,
          "a pipe, socket or device, which is not opened",
          "remove it");
    } else if (!hasOwnName(root.relativize(file))) {
      String bytes = file.toUri().getRawPath();
      skip(
          file,
          ViolationCodes.FILE_NAME_UNDECODABLE,
          "the name " + bytes.substring(bytes.lastIndexOf('/') + 1) + " (percent-encoded)",
          "rename it, or run Java in a UTF-8 locale, such as LC_ALL=C.UTF-8");
    } else if (CaptionFiles.isOne(file)) {
      sidecars.add(file);
    } else {
      pictures.add(file);
    }
    return FileVisitResult.CONTINUE;
  }

  /**
   * Returns whether the text of a path identifies it: bytes that the locale cannot decode all
   * become the same character.
   */
  private static boolean hasOwnName(Path path) {
    String text = path.toString();
    try {
      return path.getFileSystem().getPath(text).equals(path) && Utf16.firstLoneSurrogate(text) < 0;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    return unreadable(file, failure);
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
      throws IOException {
    return failure == null ? FileVisitResult.CONTINUE : unreadable(folder, failure);
  }

  private FileVisitResult unreadable(Path file, IOException failure) throws IOException {
    if (file.equals(root) || failure instanceof ClosedByInterruptException) {
      throw failure;
    }
    skip(file, ViolationCodes.FILE_UNREADABLE, reason(failure), "make it readable");
    return FileVisitResult.CONTINUE;
  }

  static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "access denied";
    }
    return failure instanceof NoSuchFileException ? "it no longer exists" : failure.toString();
  }

  private void skip(Path file, String code, String actual, String remedy) {
    skipped.add(SkippedFile.of(file, code, actual, remedy));
  }
}
