package io.github.titanembeddings.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The rules of files and folders. */
final class FileRules {
  static final int LINES_MAX = 400;
  static final int EXAMPLE_LINES_MAX = 150;
  static final int FILES_MAX = 25;

  private static final Pattern COMPILER =
      Pattern.compile("(?s)<artifactId>maven-compiler-plugin.*?</configuration>");

  /** Set for main and test code apart. */
  private static final String ERROR_PRONE = "<arg>-Xplugin:ErrorProne ${errorprone.flags}</arg>";

  private FileRules() {}

  /** Returns the Java files below a folder that are too long, with their lines. */
  static List<String> longFiles(Path root) {
    return longFiles(javaFiles(root).stream(), LINES_MAX);
  }

  /** Returns the examples that are too long to copy, except projects with a pom of their own. */
  static List<String> longExamples(Path root) {
    Stream<Path> examples =
        javaFiles(root).stream()
            .filter(file -> parts(root.relativize(file)).noneMatch("src"::equals));
    return longFiles(examples, EXAMPLE_LINES_MAX);
  }

  private static List<String> longFiles(Stream<Path> files, int max) {
    return files
        .filter(file -> lines(file) > max)
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

  /**
   * Returns the lines of a pom's compiler settings that another lacks, except lint options and
   * those of the JVM that compiles.
   */
  static List<String> missingChecks(Path pom, Path other) {
    String own = read(pom);
    Matcher settings = COMPILER.matcher(own);
    if (!settings.find()) {
      throw new IllegalArgumentException(pom + " has no maven-compiler-plugin");
    }
    String flags = own.replaceAll("(?s).*<errorprone.flags>(.*?)</errorprone.flags>.*", "$1");
    String others = read(other).replace("@errorprone.flags@", flags);
    return Stream.concat(settings.group().lines(), Stream.of(ERROR_PRONE))
        .map(line -> line.strip().replace("${errorprone.flags}", flags))
        .filter(line -> !line.matches("<!--.*|<fork>.*|<arg>-(J|Xlint).*"))
        .filter(line -> !others.contains(line))
        .toList();
  }

  static List<Path> javaFiles(Path root) {
    return files(root, ".java");
  }

  /** Returns the source files with a name; not the copies that builds make. */
  static List<Path> files(Path root, String suffix) {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(file -> file.toString().endsWith(suffix))
          .filter(file -> parts(root.relativize(file)).noneMatch("target"::equals))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> parts(Path path) {
    return StreamSupport.stream(path.spliterator(), false).map(Path::toString);
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
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
