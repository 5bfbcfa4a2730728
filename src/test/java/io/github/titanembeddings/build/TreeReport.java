package io.github.titanembeddings.build;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the size of the library. */
final class TreeReport {
  private TreeReport() {}

  public static void main(String[] args) {
    List<Path> files = FileRules.javaFiles(Path.of("src/main/java"));
    JavaClasses classes = new ClassFileImporter().importPath(Path.of("target/classes"));
    print("files", files.size());
    print("lines", files.stream().mapToLong(FileRules::lines).sum());
    print("lines of the longest file", files.stream().mapToLong(FileRules::lines).max().orElse(0));
    print(
        "files in the largest folder",
        files.stream()
            .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()))
            .values()
            .stream()
            .max(Long::compare)
            .orElse(0L));
    print(
        "public top-level types in exported packages",
        classes.stream()
            .filter(type -> type.isTopLevelClass() && !type.getPackageName().contains(".internal"))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .count());
    print("class cycles", ClassCycles.in(List.copyOf(classes)).size());
  }

  private static void print(String what, long number) {
    System.out.printf(Locale.ROOT, "%,7d %s%n", number, what);
  }
}
