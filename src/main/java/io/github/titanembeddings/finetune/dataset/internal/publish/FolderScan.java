package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.finetune.dataset.SkippedFile;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.validation.Violation;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the images and caption files of a folder and its subfolders. Follows no link. */
final class FolderScan extends SimpleFileVisitor<Path> {
  /** Hidden files, files that operating systems and tools create, and a README. */
  private static final Pattern IGNORED =
      Pattern.compile(
          "\\..*|(eh)?thumbs\\.db|desktop\\.ini|icon\r|@eadir|#recycle|\\$recycle\\.bin"
              + "|system volume information|lost\\+found|__macosx|readme(\\.(md|txt|rst|html))?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Path root;
  private final @Nullable Path output;
  private final List<Path> images = new ArrayList<>();
  private final CaptionFiles captionFiles = new CaptionFiles();
  private final List<SkippedFile> skipped = new ArrayList<>();

  /** Creates a scan that skips one subfolder, if it is not null. */
  FolderScan(Path root, @Nullable Path output) {
    this.root = root;
    this.output = output;
  }

  /**
   * Walks through the folder.
   *
   * @throws IOException if the folder itself cannot be read
   */
  void run() throws IOException {
    Files.walkFileTree(root, this);
    Collections.sort(images);
  }

  /** Returns the images, ordered by path: all files that are not skipped and not captions. */
  List<Path> images() {
    return images;
  }

  CaptionFiles captionFiles() {
    return captionFiles;
  }

  /** Returns the unusable files, with the caption files that no image uses if wanted. */
  List<SkippedFile> skipped(boolean withOrphans) {
    if (withOrphans) {
      for (Path file : captionFiles.orphans(images)) {
        skip(
            file,
            ViolationCodes.CAPTION_ORPHAN,
            "a caption file that no image uses",
            "name it like its image, as a.txt or a.jpg.txt of a.jpg, or remove it");
      }
    }
    skipped.sort(Comparator.comparing(SkippedFile::file));
    return skipped;
  }

  private static boolean isIgnored(Path file) {
    return IGNORED.matcher(String.valueOf(file.getFileName())).matches();
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    boolean ignored = folder.equals(output) || isIgnored(folder);
    return ignored && !folder.equals(root)
        ? FileVisitResult.SKIP_SUBTREE
        : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (isIgnored(file)) {
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
    } else if (!isDecodable(root.relativize(file))) {
      String bytes = file.toUri().getRawPath();
      skip(
          file,
          ViolationCodes.FILE_NAME_UNDECODABLE,
          "the name " + bytes.substring(bytes.lastIndexOf('/') + 1) + " (percent-encoded)",
          "rename it, or run Java in a UTF-8 locale, such as LC_ALL=C.UTF-8");
    } else if (CaptionFiles.isCaptionFile(file)) {
      captionFiles.add(file);
    } else {
      images.add(file);
    }
    return FileVisitResult.CONTINUE;
  }

  /** Returns whether a path survives the conversion to text in the locale's encoding. */
  private static boolean isDecodable(Path path) {
    String text = path.toString();
    try {
      return path.getFileSystem().getPath(text).equals(path)
          && UnicodeText.firstLoneSurrogate(text) < 0;
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
    skipped.add(new SkippedFile(file, List.of(violation(file, code, actual, remedy))));
  }

  static Violation violation(Path file, String code, String actual, String remedy) {
    return Violation.error(file.toString(), code).actual(actual).remedy(remedy).build();
  }
}
