package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** The files of a folder and those below it that are neither captions, hidden nor links. */
final class PictureFolder {
  /** What systems leave behind in folders of pictures. */
  private static final Set<String> CLUTTER = Set.of("Thumbs.db", "desktop.ini");

  private final Path root;
  private final BiConsumer<Path, Violation> skipped;

  PictureFolder(Path root, BiConsumer<Path, Violation> skipped) {
    this.root = root;
    this.skipped = skipped;
  }

  /** All of them, in the order of their paths. */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    List<Path> links = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden = !folder.equals(root) && isHidden(folder);
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isSymbolicLink()) {
              links.add(file);
            } else if (attributes.isRegularFile() && !isHidden(file) && !Sidecar.is(file)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(links);
    links.forEach(link -> skipped.accept(link, isLink(link)));
    Collections.sort(files);
    return files;
  }

  private static boolean isHidden(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".") || CLUTTER.contains(name);
  }

  private static Violation isLink(Path link) {
    return Violation.error(link.toString(), "file.link")
        .actual("a symbolic link")
        .remedy("put the picture itself into the folder")
        .build();
  }
}
