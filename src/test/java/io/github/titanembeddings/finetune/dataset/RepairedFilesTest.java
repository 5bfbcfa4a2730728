package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.RepairFolder.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.OtherJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The files of a repaired set never overwrite the input, and appear all together or not at all. */
class RepairedFilesTest {
  private static final String INPUT = line("a.png", "a shoe") + "\n[]\n";

  @TempDir private Path temp;
  private Path out;

  @BeforeEach
  void createFolder() throws IOException {
    out = Files.createDirectory(temp.resolve("out"));
  }

  private void assertInUse(DatasetManifest training, Path input) throws IOException {
    DatasetRepair repair =
        DatasetRepair.builder(DatasetValidator.builder().training(training).build()).build();
    assertThatThrownBy(() -> repair.repair(out))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("file.in-use");
    assertThat(Files.readString(input)).isEqualTo(INPUT);
  }

  @Test
  void doesNotOverwriteAnInputInALocalStore() throws IOException {
    Path input = Files.writeString(out.resolve("train.jsonl"), INPUT);
    LocalObjectStore store = LocalObjectStore.of("sets", temp);
    assertInUse(DatasetManifest.fromS3(store, "s3://sets/out/train.jsonl"), input);
    LocalObjectStore linked =
        LocalObjectStore.of("sets", Files.createSymbolicLink(temp.resolve("door"), temp));
    assertInUse(DatasetManifest.fromS3(linked, "s3://sets/out/train.jsonl"), input);
  }

  @Test
  void doesNotOverwriteAnInputBehindALink() throws IOException {
    Path input = Files.writeString(temp.resolve("input.jsonl"), INPUT);
    LocalObjectStore store = LocalObjectStore.of("sets", temp);
    Path target = out.resolve("dropped.jsonl");
    Files.createSymbolicLink(target, input);
    assertInUse(DatasetManifest.of(input), input);
    assertInUse(DatasetManifest.fromS3(store, "s3://sets/input.jsonl"), input);
    Files.delete(target);
    Files.createLink(target, input);
    assertInUse(DatasetManifest.fromS3(store, "s3://sets/input.jsonl"), input);
  }

  @Test
  void replacesNoFileIfOneCannotBeReplaced() throws IOException {
    Path input = Files.writeString(temp.resolve("input.jsonl"), INPUT);
    Files.writeString(out.resolve("train.jsonl"), "old");
    Files.writeString(out.resolve("validation.jsonl"), "old");
    Files.createDirectories(out.resolve("dropped.jsonl/mine"));
    DatasetRepair repair =
        DatasetRepair.builder(
                DatasetValidator.builder()
                    .training(DatasetManifest.of(input))
                    .validation(DatasetManifest.of(input))
                    .build())
            .build();

    assertThatThrownBy(() -> repair.repair(out)).isInstanceOf(IOException.class);
    assertThat(out.resolve("train.jsonl")).hasContent("old");
    assertThat(out.resolve("validation.jsonl")).hasContent("old");
    assertThat(names()).containsExactly("dropped.jsonl", "train.jsonl", "validation.jsonl");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void fullDiskLeavesTheOldFiles() throws Exception {
    List<String> limit = List.of("sh", "-c", "ulimit -f 16 && exec \"$0\" \"$@\"");
    List<String> printed =
        OtherJvm.run(limit, Map.of(), arguments(FullDisk.class, temp.resolve("full").toString()));
    assertThat(printed).hasSize(24).allMatch(line -> !line.equals("mixed"));
    assertThat(printed).contains("new new").contains("old old");
  }

  /** Repairs sets of growing size where no file may have more than some kilobytes. */
  static final class FullDisk {
    private FullDisk() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Files.createDirectories(Path.of(arguments[0]));
      for (int size = 1; size <= 24; size++) {
        Path out = Files.createDirectories(folder.resolve("out" + size));
        for (String name : List.of("train.jsonl", "validation.jsonl", "dropped.jsonl")) {
          Files.writeString(out.resolve(name), "old");
        }
        Path training = Files.writeString(folder.resolve("t" + size), lines(size, "[]"));
        Path validation = Files.writeString(folder.resolve("v" + size), lines(1, ""));
        try {
          DatasetRepair.builder(
                  DatasetValidator.builder()
                      .training(DatasetManifest.of(training))
                      .validation(DatasetManifest.of(validation))
                      .build())
              .build()
              .repair(out);
        } catch (IOException e) {
          // the disk is full
        }
        System.out.println(state(out));
      }
    }

    private static String lines(int count, String bad) {
      return String.join(
          "\n", Collections.nCopies(3 * count, line("a.png", "a shoe") + "\n" + bad + "\n"));
    }

    private static String state(Path out) throws IOException {
      boolean[] isOld = new boolean[3];
      int i = 0;
      for (String name : List.of("train.jsonl", "validation.jsonl", "dropped.jsonl")) {
        isOld[i++] = Files.readString(out.resolve(name)).equals("old");
      }
      boolean whole = isOld[0] == isOld[1] && isOld[1] == isOld[2];
      return whole ? (isOld[0] ? "old old" : "new new") : "mixed";
    }
  }

  @Test
  void nextRunCleansUpAfterAKilledOne() throws Exception {
    Path input = Files.writeString(temp.resolve("input.jsonl"), INPUT.replace("a shoe", " "));
    Files.writeString(out.resolve("train.jsonl"), "old");
    OtherJvm.run(Map.of(), arguments(Killed.class, input.toString(), out.toString()));
    assertThat(names()).hasSize(2).contains("train.jsonl");
    assertThat(out.resolve("train.jsonl")).hasContent("old");

    DatasetRepair.builder(DatasetValidator.builder().training(DatasetManifest.of(input)).build())
        .build()
        .repair(out);
    assertThat(names()).containsExactly("dropped.jsonl", "train.jsonl");
  }

  /** Ends at once in the middle of a repair. */
  static final class Killed {
    private Killed() {}

    public static void main(String[] arguments) throws IOException {
      DatasetRepair.builder(
              DatasetValidator.builder()
                  .training(DatasetManifest.of(Path.of(arguments[0])))
                  .build())
          .captions(
              (example, problems) -> {
                Runtime.getRuntime().halt(0);
                return null;
              })
          .build()
          .repair(Path.of(arguments[1]));
    }
  }

  private static List<String> arguments(Class<?> main, String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("-XX:-UsePerfData", "-cp", System.getProperty("java.class.path")));
    all.add(main.getName());
    all.addAll(List.of(arguments));
    return all;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
