package io.github.titanembeddings.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules of files and folders. */
final class FileRules {
  static final int LINES_MAX = 400;
  static final int FILES_MAX = 25;

  private FileRules() {}

  /** Returns the Java files below a folder that are too long, with their lines. */
  static List<String> longFiles(Path root) {
    return javaFiles(root).stream()
        .filter(file -> lines(file) > LINES_MAX)
        .map(file -> file + ": " + lines(file) + " lines")
        .toList();
  }

  /** Returns the folders below a folder that have too many Java files, with their number. */
  static List<String> fullFolders(Path root) {
    Map<Path, Long> counts =
        javaFiles(root).stream()
            .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
    return counts.entrySet().stream()
        .filter(folder -> folder.getValue() > FILES_MAX)
        .map(folder -> folder.getKey() + ": " + folder.getValue() + " files")
        .toList();
  }

  static List<Path> javaFiles(Path root) {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
