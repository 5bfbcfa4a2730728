package io.github.titanembeddings.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.OtherJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledBuildTest {
  @TempDir private Path temp;

  @Test
  void nextRunDeletesTemporaryFilesOfAKilledOne() throws Exception {
    Path images = Files.createDirectory(temp.resolve("images"));
    Files.write(images.resolve("a.png"), RepairFolder.encodedImage(20, 20, "png"));
    Path tmp = Files.createDirectory(temp.resolve("tmp"));
    Path mine = Files.createDirectory(tmp.resolve(".titan-embeddings-build-mine"));

    run("halt", images, tmp);
    assertThat(tmp.toFile().list()).hasSize(2);
    run("build", images, tmp);
    assertThat(tmp.toFile().list()).containsExactly(mine.getFileName().toString());
  }

  private void run(String mode, Path images, Path tmp) throws Exception {
    OtherJvm.run(
        Map.of(),
        List.of(
            "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + tmp,
            "-cp",
            System.getProperty("java.class.path"),
            Build.class.getName(),
            mode,
            images.toString(),
            temp.resolve("bucket").toString()));
  }

  /** Builds a set, or ends at once in the middle of it. */
  static final class Build {
    private Build() {}

    public static void main(String[] arguments) throws IOException {
      DatasetPublisher.builder()
          .folder(Path.of(arguments[1]))
          .to(LocalObjectStore.of("shoes", Path.of(arguments[2])), "s3://shoes/set")
          .limits(RepairFolder.SMALL)
          .captions(
              image -> {
                if (arguments[0].equals("halt")) {
                  Runtime.getRuntime().halt(0);
                }
                return "a shoe";
              })
          .build()
          .publish();
    }
  }
}
