package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.RepairFolder.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.validation.Violation.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Images are dropped as repeats only if all of their bytes are equal. */
class DroppedRepeatsTest {
  @RegisterExtension private static final S3Server S3 = S3Server.shared();
  @TempDir private Path temp;

  @Test
  void dropsEqualImagesInALocalFolder() throws IOException {
    dropsEqualImagesOnly(LocalObjectStore.of("images", temp.resolve("bucket")));
  }

  @Test
  void dropsEqualImagesInS3() throws IOException {
    try (S3AsyncClient client = S3Server.client(S3.endpoint())) {
      dropsEqualImagesOnly(S3ObjectStore.of(client));
    }
  }

  private void dropsEqualImagesOnly(ObjectStore store) throws IOException {
    put(store, "a", "A".repeat(90_000) + "one");
    put(store, "a-again", "A".repeat(90_000) + "one");
    put(store, "b", "A".repeat(90_000) + "two"); // same size, same beginning
    put(store, "b-again", "A".repeat(90_000) + "two");
    put(store, "c", "A".repeat(90_000) + "six");
    Path training = manifest("learn.jsonl", "a", "a-again", "b");
    Path validation = manifest("measure.jsonl", "b-again", "c");

    RepairResult result =
        DatasetRepair.builder(
                DatasetValidator.builder()
                    .training(DatasetManifest.of(training))
                    .validation(DatasetManifest.of(validation))
                    .images(store)
                    .limits(RepairFolder.SMALL)
                    .fullHash(true)
                    .build())
            .dropWarnings("image.leaked", "image.duplicate")
            .build()
            .repair(temp.resolve("out"));
    assertThat(Files.readAllLines(result.training())).containsExactly(shown("a"), shown("b"));
    assertThat(Files.readAllLines(result.validation())).containsExactly(shown("c"));
    assertThat(Files.readAllLines(result.dropped()))
        .satisfiesExactly(
            dropped -> assertThat(dropped).contains("image.duplicate", "as in learn.jsonl line 1"),
            dropped -> assertThat(dropped).contains("image.leaked", "as in learn.jsonl line 3"));
    assertThat(result.report().count(Severity.WARNING)).isZero();
  }

  private static void put(ObjectStore store, String key, String text) {
    store.write(S3Uri.of("s3://images/" + key), HeaderOnlyImages.png(50, 50, text)).join();
  }

  private Path manifest(String name, String... keys) throws IOException {
    List<String> lines = Stream.of(keys).map(DroppedRepeatsTest::shown).toList();
    return Files.write(temp.resolve(name), lines);
  }

  private static String shown(String key) {
    return line(key, "image " + key).replace("s3://shoes/", "s3://images/");
  }
}
