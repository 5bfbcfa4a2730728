package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.RepairFolder.encodedImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.OtherJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** File names with bytes that the locale cannot decode: none takes the key of another. */
@EnabledOnOs(OS.LINUX)
class UndecodableNamesTest {
  @TempDir private Path temp;
  private Path images;

  @BeforeEach
  void draw() throws Exception {
    images = Files.createDirectory(temp.resolve("images"));
    for (int i = 0; i < 4; i++) {
      Files.write(images.resolve("shoe" + i + ".png"), encodedImage(20 + i, 20, "png"));
      Files.writeString(images.resolve("shoe" + i + ".txt"), "shoe " + i);
    }
    copy("shoe0", "\\377"); // no UTF-8
    copy("shoe1", "\\376");
    copy("shoe2", "\\303\\251"); // é in UTF-8
    copy("shoe3", "\\303\\250");
  }

  private void copy(String from, String to) throws Exception {
    for (String extension : List.of(".png", ".txt")) {
      String command = "cp " + from + extension + " \"$(printf '" + to + "')" + extension + '"';
      Process copying = new ProcessBuilder("sh", "-c", command).directory(images.toFile()).start();
      boolean done = copying.waitFor(10, TimeUnit.SECONDS) && copying.exitValue() == 0;
      assumeTrue(done, "the file system takes any bytes");
    }
  }

  @Test
  void publishesInAUtf8Locale() throws Exception {
    assertThat(buildIn("C.UTF-8"))
        .containsExactly(
            "6 uploaded",
            "image-ref.duplicate false",
            "the name %FE.png (percent-encoded) file.name-undecodable",
            "the name %FE.txt (percent-encoded) file.name-undecodable",
            "the name %FF.png (percent-encoded) file.name-undecodable",
            "the name %FF.txt (percent-encoded) file.name-undecodable");
  }

  @Test
  void publishesInThePosixLocale() throws Exception {
    assertThat(buildIn("POSIX"))
        .hasSize(10)
        .startsWith("4 uploaded", "image-ref.duplicate false")
        .contains("the name %C3%A9.png (percent-encoded) file.name-undecodable");
  }

  private List<String> buildIn(String locale) throws Exception {
    return OtherJvm.run(
        Map.of("LC_ALL", locale),
        Build.class,
        images.toString(),
        temp.resolve("bucket").toString());
  }

  /** Builds a set in another locale. */
  static final class Build {
    private Build() {}

    public static void main(String[] arguments) throws IOException {
      PublishedDataset set =
          DatasetPublisher.builder()
              .folder(Path.of(arguments[0]))
              .to(LocalObjectStore.of("shoes", Path.of(arguments[1])), "s3://shoes/set")
              .limits(RepairFolder.SMALL)
              .build()
              .publish();
      System.out.println(set.summary().uploaded() + " uploaded");
      System.out.println("image-ref.duplicate " + set.report().toText().contains("image-ref."));
      set.skipped().stream()
          .flatMap(file -> file.reasons().stream())
          .map(reason -> reason.actual() + " " + reason.code())
          .sorted()
          .forEach(System.out::println);
    }
  }
}
