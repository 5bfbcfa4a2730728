package io.github.titanembeddings.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations of the pairs of a manifest. */
class ManifestPairsTest {
  @TempDir private Path folder;

  @Test
  void evaluatesThePairsOfAManifest() throws IOException {
    LocalObjectStore images = LocalObjectStore.of("shoes", folder);
    List<String> lines = new ArrayList<>();
    try (TitanStub stub = TitanStub.start()) {
      for (int i = 0; i < 6; i++) {
        byte[] image = TestImages.png(20 + i, 20);
        Files.write(folder.resolve(i + ".png"), image);
        lines.add("{\"image-ref\":\"s3://shoes/" + i + ".png\",\"caption\":\"shoe " + i + "\"}");
        stub.alike("shoe " + i, image);
      }
      lines.add("");
      Path file = Files.write(folder.resolve("validation.jsonl"), lines);
      RetrievalEvaluation evaluation =
          RetrievalEvaluation.builder().pairs(DatasetManifest.of(file), images).build();

      RetrievalReport report = evaluation.run("base", stub.client());
      assertThat(evaluation).hasToString("RetrievalEvaluation[6 images, 6 captions]");
      assertThat(report.failedImages()).isEmpty();
      assertThat(report.textToImage().get(Metric.RECALL_AT_1)).isEqualTo(new Score(1, 1, 1));
      assertThat(report.textToImage().queries())
          .anyMatch(query -> query.found().equals("s3://shoes/3.png"));
    }
  }

  @Test
  void rejectsAManifestWithErrors() throws IOException {
    Path file = Files.writeString(folder.resolve("validation.jsonl"), "{}\nno\n".repeat(120));
    LocalObjectStore images = LocalObjectStore.of("shoes", folder);
    assertThatThrownBy(() -> RetrievalEvaluation.builder().pairs(DatasetManifest.of(file), images))
        .isInstanceOfSatisfying(
            InvalidRequestException.class, e -> assertThat(e.violations()).hasSizeBetween(100, 102))
        .hasMessageContaining("validation.jsonl line 2");
    assertThatThrownBy(
            () ->
                RetrievalEvaluation.builder()
                    .pairs(DatasetManifest.of(folder.resolve("none.jsonl")), images))
        .hasMessageContaining("file.not-found");
  }
}
