package io.github.titanembeddings.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.Estimate;
import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.catalog.VisibleFeatures;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionAgreementTest {
  private static final List<String> GROUPS = List.copyOf(DrawnCatalog.groups());

  /** In the order of the groups, in words that the stub's vectors know. */
  private static final List<String> CAPTIONS =
      List.of(
          "a round red apple",
          "a round blue ball",
          "a black and white chequered grid",
          "a purple flower",
          "a green forest",
          "a yellow lemon",
          "gray mountain",
          "a dark night sky",
          "a round orange",
          "the blue sea with level waves",
          "an orange sunset",
          "a red brick wall",
          "upright black and white stripes");

  private static final int PAIRS = 104;

  @TempDir Path folder;

  private DatasetManifest manifest(List<TrainingExample> examples) throws IOException {
    Path file = folder.resolve("train.jsonl");
    try (ManifestWriter writer = ManifestWriter.to(file)) {
      for (TrainingExample example : examples) {
        writer.write(example);
      }
    }
    return DatasetManifest.of(file);
  }

  private TrainingExample example(int number, String caption) throws IOException {
    String key = number + ".png";
    String group = GROUPS.get(number % GROUPS.size());
    ImageIO.write(DrawnCatalog.image(group, number, 3), "png", folder.resolve(key).toFile());
    return TrainingExample.of("s3://images/" + key, caption);
  }

  @Test
  void findsSwappedCaptions() throws IOException {
    List<TrainingExample> examples = new ArrayList<>();
    Set<Long> swapped = new TreeSet<>();
    for (int i = 0; i < PAIRS; i++) {
      int other = i % 52 == 5 ? i + 4 : i % 52 == 9 ? i - 4 : i;
      if (other != i) {
        swapped.add(i + 1L);
      }
      examples.add(example(i, CAPTIONS.get(other % CAPTIONS.size())));
    }
    LocalObjectStore store = LocalObjectStore.of("images", folder);
    CaptionAgreement agreement =
        CaptionAgreement.of(manifest(examples), store).withListedShare(0.05);

    AgreementReport report;
    try (TitanStub stub = TitanStub.start()) {
      stub.vectors(new VisibleFeatures());
      report = agreement.run(stub.asyncClient(), BulkOptions.defaults());
    }

    assertThat(report.pairs()).isEqualTo(PAIRS);
    assertThat(report.failed()).isZero();
    assertThat(lines(report.lowest())).hasSize(6).containsAll(swapped);
    assertThat(report.percentiles()).hasSize(101).isSorted();
    assertThat(report.toHtml(store)).contains("<img alt", "The lowest 6 of 104");
    assertThat(report.toText()).startsWith("104 pairs, 0 failed\n0 %: ");
  }

  private static Set<Long> lines(List<ScoredPair> pairs) {
    return pairs.stream().map(ScoredPair::line).collect(Collectors.toSet());
  }

  @Test
  void estimatesBeforeItSends() throws IOException {
    List<TrainingExample> examples = List.of(example(0, "a red apple"), example(1, "a blue ball"));
    Files.writeString(folder.resolve("train.jsonl"), "");
    CaptionAgreement agreement =
        CaptionAgreement.of(manifest(examples), LocalObjectStore.of("images", folder));

    Estimate estimate = agreement.estimate();

    assertThat(estimate.images()).isEqualTo(2);
    assertThat(estimate.texts()).isEqualTo(2);
    assertThat(estimate.items()).isEqualTo(4);
  }

  @Test
  void countsPairsThatCannotBeEmbedded() throws IOException {
    Files.write(folder.resolve("broken.png"), new byte[] {1, 2, 3});
    Files.write(folder.resolve("large.png"), TestImages.png(2_300, 2_000));
    List<TrainingExample> examples =
        List.of(
            example(0, "a red apple"),
            TrainingExample.of("s3://images/broken.png", "broken"),
            TrainingExample.of("s3://images/missing.png", "missing"),
            TrainingExample.of("no uri", "nowhere"),
            TrainingExample.of("s3://images/large.png", "words ".repeat(400)),
            TrainingExample.of("s3://images/0.png", " "));
    LocalObjectStore store = LocalObjectStore.of("images", folder);

    AgreementReport report;
    try (TitanStub stub = TitanStub.start()) {
      report =
          CaptionAgreement.of(manifest(examples), store)
              .run(stub.asyncClient(), BulkOptions.defaults());
    }

    assertThat(report.pairs()).isEqualTo(2);
    assertThat(report.failed()).isEqualTo(3);
    assertThat(report.toHtml(store)).contains("2 pairs, 3 failed");
  }

  @Test
  void reportsAnEmptyManifest() throws IOException {
    LocalObjectStore store = LocalObjectStore.of("images", folder);
    try (TitanStub stub = TitanStub.start()) {
      AgreementReport report =
          CaptionAgreement.of(manifest(List.of()), store)
              .run(stub.asyncClient(), BulkOptions.defaults());

      assertThat(report.lowest()).isEmpty();
      assertThat(report.toHtml(store)).contains("0 pairs");
      assertThat(report.toText()).isEqualTo("0 pairs, 0 failed\n");
    }
  }
}
