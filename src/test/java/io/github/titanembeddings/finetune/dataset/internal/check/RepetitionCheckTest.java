package io.github.titanembeddings.finetune.dataset.internal.check;

import static io.github.titanembeddings.finetune.dataset.SmallDataset.line;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.manifest;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.messages;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.HeaderOnlyImages;
import io.github.titanembeddings.finetune.dataset.SmallDataset;
import io.github.titanembeddings.finetune.dataset.internal.images.FingerprintMap;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Violation.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Duplicates within a manifest and across both. */
class RepetitionCheckTest {
  @TempDir private Path folder;

  @Test
  void reportsRepeatedImageRefsAndExamples() {
    DatasetReport report =
        DatasetValidator.builder()
            .training(
                manifest(
                    "train.jsonl",
                    line("a", "one"),
                    line("a", "one"),
                    line("a", "two"),
                    line("b", "b"),
                    line("a", "two")))
            .validation(manifest("validation.jsonl", line("a", "two"), line("b", "other")))
            .limits(SmallDataset.SMALL)
            .build()
            .validate();

    assertThat(report.isValid()).isTrue();
    assertThat(report.counts(Severity.WARNING))
        .isEqualTo(
            Map.of(
                "example.duplicate", 2L,
                "image-ref.duplicate", 1L,
                "example.leaked", 1L,
                "image-ref.leaked", 1L));
    assertThat(messages(report))
        .element(0)
        .asString()
        .isEqualTo(
            "WARNING train.jsonl line 2: image-ref: the image and caption of train.jsonl line 1,"
                + " allowed is each image once; remove one of the lines: the image counts twice in training"
                + " (example.duplicate)");
    assertThat(messages(report).get(2)).contains("the image and caption of train.jsonl line 3");
    assertThat(messages(report).get(4))
        .contains("validation.jsonl line 2: image-ref: the image-ref of train.jsonl line 4")
        .contains("image-ref.leaked");
  }

  @Test
  void reportsSameImageUnderTwoNames() throws IOException {
    Files.write(folder.resolve("a"), HeaderOnlyImages.png(300, 300, "a"));
    Files.write(folder.resolve("b"), HeaderOnlyImages.png(300, 300, "b"));
    Files.write(folder.resolve("a2"), HeaderOnlyImages.png(300, 300, "a"));
    Files.write(folder.resolve("b2"), HeaderOnlyImages.png(300, 300, "b"));
    DatasetReport report =
        DatasetValidator.builder()
            .training(manifest("train.jsonl", line("a", "1"), line("b", "2"), line("b2", "3")))
            .validation(manifest("validation.jsonl", line("a2", "4")))
            .images(LocalObjectStore.of("images", folder))
            .limits(SmallDataset.SMALL)
            .build()
            .validate();

    assertThat(report.counts(Severity.WARNING))
        .isEqualTo(Map.of("image.duplicate", 1L, "image.leaked", 1L));
    assertThat(messages(report).get(0))
        .contains("train.jsonl line 3: image-ref: the same image under another name")
        .contains("as in train.jsonl line 2");
    assertThat(messages(report).get(1)).contains("validation.jsonl line 1").contains("line 1");
  }

  @Test
  void fullHashDistinguishesImagesWithEqualBeginnings() throws IOException {
    byte[] image = HeaderOnlyImages.png(300, 300, 100_000);
    Files.write(folder.resolve("a"), image);
    Files.write(folder.resolve("c"), image);
    image[90_000] = 1;
    Files.write(folder.resolve("b"), image);
    for (boolean whole : new boolean[] {false, true}) {
      DatasetReport report =
          SmallDataset.validator(line("a", "1"), line("b", "2"), line("c", "3"))
              .validation(manifest("validation.jsonl", line("none", "4")))
              .images(LocalObjectStore.of("images", folder))
              .fullHash(whole)
              .build()
              .validate();

      assertThat(report.counts(Severity.WARNING))
          .isEqualTo(Map.of("image.duplicate", whole ? 1L : 2L));
    }
  }

  @Test
  void fullHashReadsNoImageThatIsTooLargeToDecode() throws IOException {
    byte[] image = HeaderOnlyImages.png(300, 300, 1_000);
    Files.write(folder.resolve("a"), image);
    Files.write(folder.resolve("b"), image);
    for (int max : new int[] {999, 1_000}) {
      DatasetReport report =
          SmallDataset.validator(line("a", "1"), line("b", "2"))
              .validation(manifest("validation.jsonl", line("none", "3")))
              .images(LocalObjectStore.of("images", folder))
              .limits(SmallDataset.SMALL.toBuilder().set(Limit.DECODE_BYTES, max).build())
              .fullHash(true)
              .build()
              .validate();

      assertThat(report.counts(Severity.WARNING))
          .isEqualTo(max < 1_000 ? Map.of() : Map.of("image.duplicate", 1L));
      assertThat(report.statistics().imageBytesRead()).isEqualTo(max < 1_000 ? 2_000 : 4_000);
    }
  }

  @Test
  void reportsEachLineOfUnusableImage() {
    DatasetReport report =
        SmallDataset.validator(line("none", "1"), line("none", "2"))
            .validation(manifest("validation.jsonl", line("none", "3")))
            .images(LocalObjectStore.of("images", folder))
            .build()
            .validate();

    assertThat(report.counts(Severity.ERROR))
        .isEqualTo(Map.of("image.not-found", 1L, "image-ref.unusable", 2L));
    assertThat(report.found())
        .filteredOn(found -> found.violation().severity() == Severity.ERROR)
        .extracting(found -> found.role() + " " + found.line())
        .containsExactly("TRAINING 1", "TRAINING 2", "VALIDATION 1");
    assertThat(report.statistics().images()).isEqualTo(1);
  }

  @Test
  void warnsOfOneCaptionForManyImages() {
    for (int count : new int[] {10, 11}) {
      String[] lines =
          IntStream.range(0, count).mapToObj(i -> line("i" + i, "a shoe")).toArray(String[]::new);
      DatasetReport report = SmallDataset.validator(lines).build().validate();

      assertThat(report.count(Severity.WARNING)).isEqualTo(count - 10);
      if (count > 10) {
        assertThat(messages(report).get(0))
            .contains("train.jsonl line 1: caption: the same caption for 11 images")
            .contains("the limit of 10 images");
      }
    }
  }

  @Test
  void fingerprintMapAgreesWithHashMap() {
    FingerprintMap map = new FingerprintMap();
    Map<Long, Integer> expected = new HashMap<>();
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      long key = random.nextInt(4) == 0 ? random.nextInt(1_000) - 500L : random.nextLong();
      Integer known = expected.putIfAbsent(key == 0 ? 1 : key, i);
      assertThat(map.putIfAbsent(key, i)).isEqualTo(known == null ? FingerprintMap.ABSENT : known);
    }
  }
}
