package io.github.titanembeddings.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.support.OtherJvm;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSetTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  @TempDir private Path folder;

  private int abandonedFolders;

  @Test
  void replacesAllFilesAndLeavesNothingElse() throws IOException {
    Files.writeString(folder.resolve("a"), "old");
    Files.writeString(folder.resolve("mine"), "mine");
    try (FileSet set = FileSet.in(folder, NAMES)) {
      Files.writeString(set.file("a"), "new");
      Files.writeString(set.file("c"), "new");
      assertThat(folder.resolve("a")).hasContent("old");
      set.publish();
    }
    assertThat(content()).containsExactly("a new", "c new", "mine mine");
  }

  @Test
  void unpublishedSetChangesNothing() throws IOException {
    Files.writeString(folder.resolve("a"), "old");
    try (FileSet set = FileSet.in(folder, NAMES)) {
      Files.writeString(set.file("a"), "new");
    }
    assertThat(content()).containsExactly("a old");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void restoresTheOldFilesIfOneCannotBeReplaced() throws IOException {
    String longest = "b".repeat(253); // its backup would have a name of more than 255 bytes
    List<String> names = List.of("a", longest, "c");
    for (String name : names) {
      Files.writeString(folder.resolve(name), "old");
    }
    try (FileSet set = FileSet.in(folder, names)) {
      for (String name : names) {
        Files.writeString(set.file(name), "new");
      }
      assertThatThrownBy(set::publish).isInstanceOf(FileSystemException.class);
    }
    assertThat(content()).containsExactly("a old", longest + " old", "c old");
  }

  @Test
  void rejectsReplacingAFolder() throws IOException {
    Files.writeString(folder.resolve("a"), "old");
    Files.createDirectory(folder.resolve("b"));
    Files.writeString(folder.resolve("b/mine"), "mine");
    try (FileSet set = FileSet.in(folder, NAMES)) {
      Files.writeString(set.file("a"), "new");
      Files.writeString(set.file("b"), "new");
      assertThatThrownBy(set::publish).hasMessageContaining("a folder has the name of this file");
    }
    assertThat(content()).containsExactly("a old", "mine mine");
  }

  @Test
  void replacesALinkAndNotItsTarget() throws IOException {
    Path outside = Files.writeString(Files.createDirectory(folder.resolve("x")).resolve("y"), "me");
    Files.createSymbolicLink(folder.resolve("a"), outside);
    try (FileSet set = FileSet.in(folder, NAMES)) {
      Files.writeString(set.file("a"), "new");
      set.publish();
    }
    assertThat(outside).hasContent("me");
    assertThat(folder.resolve("a")).isRegularFile().hasContent("new");
  }

  @Test
  void completesTheRenamesOfAKilledProcess() throws IOException {
    Path abandoned = abandoned();
    Files.createFile(abandoned.resolve("complete"));
    Files.writeString(folder.resolve("a"), "new"); // renamed before the process was killed
    Files.writeString(abandoned.resolve("old-a"), "old");
    Files.writeString(abandoned.resolve("b"), "new");
    Files.writeString(abandoned.resolve("old-b"), "old");
    Files.writeString(abandoned.resolve("c"), "new");
    Files.writeString(folder.resolve("c"), "old");

    FileSet.in(folder, NAMES).close();
    assertThat(content()).containsExactly("a new", "b new", "c new");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void completesTheRenamesWhereverTheProcessWasKilled(int renames) throws IOException {
    Path abandoned = abandoned();
    Files.createFile(abandoned.resolve("complete"));
    List<Path[]> steps = new ArrayList<>();
    for (String name : NAMES) {
      Files.writeString(folder.resolve(name), "old");
      Files.writeString(abandoned.resolve(name), "new");
      steps.add(0, new Path[] {folder.resolve(name), abandoned.resolve("old-" + name)});
    }
    NAMES.forEach(name -> steps.add(new Path[] {abandoned.resolve(name), folder.resolve(name)}));
    for (Path[] step : steps.subList(0, renames)) {
      Files.move(step[0], step[1]);
    }

    FileSet.in(folder, NAMES).close();
    assertThat(content()).containsExactly("a new", "b new", "c new");
    assertThat(folder.toFile().list()).hasSize(NAMES.size());
  }

  @Test
  void deletesWhatAKilledProcessDidNotComplete() throws IOException {
    Files.writeString(abandoned().resolve("a"), "half");
    Path withMine = abandoned();
    Files.writeString(withMine.resolve("mine"), "mine");
    Path notOurs = Files.createDirectory(folder.resolve(".titan-embeddings-set-notes"));
    Files.writeString(notOurs.resolve("a"), "notes");
    Files.writeString(folder.resolve("a"), "old");

    FileSet.in(folder, NAMES).close();
    assertThat(content()).containsExactlyInAnyOrder("a notes", "mine mine", "a old");
  }

  @Test
  void leavesASetInUseAlone() throws IOException {
    try (FileSet first = FileSet.in(folder, NAMES)) {
      Files.writeString(first.file("a"), "first");
      FileSet.in(folder, NAMES).close();
      first.publish();
    }
    assertThat(content()).containsExactly("a first");
  }

  /** Closing a file releases the locks that this process has on it, those of other channels too. */
  @Test
  void setInUseStaysLockedForOtherProcesses() throws Exception {
    try (FileSet first = FileSet.in(folder, NAMES)) {
      Files.writeString(first.file("a"), "first");
      FileSet.in(folder, NAMES).close();
      OtherJvm.run(Map.of(), OtherSet.class, folder.toString());
      first.publish();
    }
    assertThat(content()).containsExactly("a first");
  }

  /** Starts a set, which deletes what it finds abandoned. */
  static final class OtherSet {
    private OtherSet() {}

    public static void main(String[] arguments) throws IOException {
      FileSet.in(Path.of(arguments[0]), NAMES).close();
    }
  }

  private Path abandoned() throws IOException {
    Path path =
        Files.createDirectory(folder.resolve(".titan-embeddings-set-" + ++abandonedFolders));
    Files.createFile(path.resolve("lock"));
    return path;
  }

  private List<String> content() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("lock"))
          .sorted()
          .map(file -> file.getFileName() + " " + read(file))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
