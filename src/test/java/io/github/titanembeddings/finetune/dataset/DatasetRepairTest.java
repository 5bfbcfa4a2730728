package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.RepairFolder.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that a repair keeps, drops and changes. */
class DatasetRepairTest {
  @TempDir private Path temp;
  private RepairFolder folder;
  private Path validation;

  @BeforeEach
  void fill() throws IOException {
    folder = new RepairFolder(temp);
    folder.image("a.png", 20, 20, "png");
    folder.image("b.jpg", 30, 20, "jpeg");
    folder.image("c.png", 24, 20, "png");
    folder.image("large.png", 200, 100, "png");
    folder.image("other.gif", 21, 21, "gif");
    folder.image("small.png", 4, 9, "png");
    folder.image("long.png", 200, 20, "png");
    validation = folder.manifest("measure.jsonl", line("c.png", "a cap"));
  }

  @Test
  void keepsValidLinesAndListsDroppedOnesWithReasons() throws IOException {
    String odd =
        "  {\"caption\":\"b\\u00e9\" , \"image-ref\":\"s3:\\/\\/shoes\\/b.jpg\", \"id\": 7 }\t";
    Path training =
        folder.manifest(
            "learn.jsonl",
            "\uFEFF" + line("a.png", "a shoe"),
            "not json",
            "",
            odd + "\r",
            "{\"image-ref\": \"s3://shoes/a.png\"}",
            line("none.png", "a sock"),
            line("small.png", "a button"),
            line("large.png", "a boot"));
    Map<String, String> before = folder.originals();

    RepairResult result = folder.repair(training, validation).build().repair(folder.out());

    assertThat(folder.out().resolve("train.jsonl"))
        .hasContent(line("a.png", "a shoe") + "\n" + odd + "\n");
    assertThat(folder.written("validation.jsonl")).containsExactly(line("c.png", "a cap"));
    assertThat(folder.written("dropped.jsonl"))
        .hasSize(5)
        .satisfiesExactly(
            line -> assertThat(line).contains("\"learn.jsonl\",\"line\":2", "\"line.not-json\""),
            line -> assertThat(line).contains("\"line\":5", "\"caption.missing\""),
            line -> assertThat(line).contains("\"line\":6", "\"image.not-found\""),
            line -> assertThat(line).contains("\"line\":7", "image.side-too-small", "at least 8"),
            line -> assertThat(line).contains("\"line\":8", "\"image.side-too-large\""));
    assertThat(result.droppedLines(DatasetRole.TRAINING)).isEqualTo(5);
    assertThat(result.droppedLines(DatasetRole.VALIDATION)).isZero();
    assertThat(result.before().isValid()).isFalse();
    assertThat(result.report().isValid()).isTrue();
    assertThat(folder.originals()).isEqualTo(before);
  }

  @Test
  void reportsTooFewRemainingLines() throws IOException {
    Path training = folder.manifest("learn.jsonl", line("a.png", "a shoe"), "[]");

    RepairResult result = folder.repair(training, validation).build().repair(folder.out());

    assertThat(result.before().counts(Severity.ERROR)).doesNotContainKey("records.too-few");
    assertThat(result.report().counts(Severity.ERROR)).containsOnlyKeys("records.too-few");
  }

  @Test
  void repairsEachImageOnce() throws IOException {
    Path training =
        folder.manifest(
            "learn.jsonl",
            line("large.png", "a boot"),
            line("other.gif", "a drawing"),
            line("large.png", "a large boot"),
            line("small.png", "a button"),
            line("long.png", "a lace"),
            line("b.jpg", "a shoe"));
    Map<String, String> before = folder.originals();

    RepairResult result =
        folder
            .repair(training, validation)
            .repairedImages("s3://shoes/repaired")
            .build()
            .repair(folder.out());

    assertThat(result.repairedImages()).isEqualTo(2);
    assertThat(folder.written("train.jsonl"))
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).doesNotContain("large.png", "other.gif"))
        .last()
        .isEqualTo(line("b.jpg", "a shoe"));
    assertThat(folder.written("train.jsonl").subList(0, 3))
        .allSatisfy(line -> assertThat(line).contains("s3://shoes/repaired/").contains(".png"));
    assertThat(folder.written("dropped.jsonl"))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"line\":4", "image.side-too-small"),
            line -> assertThat(line).contains("\"line\":5", "image.aspect"));
    assertThat(result.report().count(Severity.ERROR)).isZero();
    assertThat(result.report().statistics().images()).isEqualTo(4);
    assertThat(folder.originals()).isEqualTo(before);
  }

  @Test
  void dropsALineWithANewCaptionForAnEmptyImage() throws IOException {
    Files.write(folder.store().folder().resolve("empty.png"), new byte[0]);
    Path training =
        folder.manifest(
            "learn.jsonl", line("a.png", "a shoe"), "{\"image-ref\": \"s3://shoes/empty.png\"}");

    folder
        .repair(training, validation)
        .captions((example, problems) -> "a sock")
        .build()
        .repair(folder.out());

    assertThat(folder.written("train.jsonl")).containsExactly(line("a.png", "a shoe"));
    assertThat(folder.written("dropped.jsonl")).singleElement().asString().contains("image.empty");
  }

  @Test
  void doesNotDecodeAnImageAboveTheLimit() throws IOException {
    Path training =
        folder.manifest("learn.jsonl", line("a.png", "a shoe"), line("large.png", "a boot"));
    long size = Files.size(folder.store().folder().resolve("large.png"));
    for (int less = 0; less <= 1; less++) {
      Limits limits = RepairFolder.SMALL.toBuilder().set(Limit.DECODE_BYTES, size - less).build();
      DatasetValidator validator =
          DatasetValidator.builder()
              .training(DatasetManifest.of(training))
              .validation(DatasetManifest.of(validation))
              .images(folder.store())
              .limits(limits)
              .build();
      RepairResult result =
          DatasetRepair.builder(validator)
              .repairedImages("s3://shoes/repaired")
              .build()
              .repair(folder.out());

      assertThat(result.repairedImages()).isEqualTo(1 - less);
    }
    assertThat(folder.written("dropped.jsonl"))
        .singleElement()
        .asString()
        .contains("image.too-large", size + " bytes");
  }

  /** A store in which each image seems to have 5 bytes when it is read to be repaired. */
  private ObjectStore growing() {
    return new ObjectStore() {
      @Override
      public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
        return folder.store().read(uri, offset, length);
      }

      @Override
      public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
        return folder.store().write(uri, content);
      }

      @Override
      public CompletableFuture<ObjectInfo> info(S3Uri uri) {
        return CompletableFuture.completedFuture(new ObjectInfo(uri, 5, "1", null));
      }
    };
  }

  @Test
  void readsNoMoreOfAnImageThanItsSizeAndOnlyToRepairIt() throws IOException {
    Path training =
        folder.manifest("learn.jsonl", line("a.png", "a shoe"), line("large.png", "a boot"));
    DatasetRepair.Builder repair = RepairFolder.repair(training, validation, growing());

    repair.build().repair(folder.out());
    assertThat(folder.written("dropped.jsonl"))
        .singleElement()
        .asString()
        .contains("image.side-too-large");
    repair.repairedImages("s3://shoes/repaired").build().repair(folder.out());
    assertThat(folder.written("dropped.jsonl"))
        .singleElement()
        .asString()
        .contains("image.changed");
  }

  @Test
  void replacesCaptions() throws IOException {
    Path training =
        folder.manifest(
            "learn.jsonl",
            line("a.png", "x".repeat(3_000)),
            "{\"image-ref\": \"s3://shoes/b.jpg\"}",
            line("c.png", " "),
            line("large.png", "y".repeat(3_000)),
            "{\"image-ref\": \"s3://shoes/other.gif\", \"caption\": 7}",
            "{\"caption\": 7}");

    RepairResult result =
        folder
            .repair(training, validation)
            .repairedImages("s3://shoes/repaired/")
            .captions(
                (example, problems) ->
                    switch (example.imageRef()) {
                      case "s3://shoes/a.png" -> "the first";
                      case "s3://shoes/b.jpg" -> "of " + problems.get(0).code();
                      case "s3://shoes/c.png" -> null;
                      case "s3://shoes/other.gif" -> "z".repeat(3_000);
                      default -> "a boot";
                    })
            .build()
            .repair(folder.out());

    assertThat(folder.written("train.jsonl"))
        .satisfiesExactly(
            line -> assertThat(line).contains("s3://shoes/a.png", "\"the first\""),
            line -> assertThat(line).contains("s3://shoes/b.jpg", "\"of caption.missing\""),
            line -> assertThat(line).contains("s3://shoes/repaired/", "\"a boot\""));
    assertThat(folder.written("dropped.jsonl"))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"line\":3", "\"caption.blank\""),
            line -> assertThat(line).contains("\"line\":5", "\"caption.too-long\""),
            line ->
                assertThat(line)
                    .contains("\"line\":6", "\"image-ref.missing\"", "\"caption.wrong-type\""));
    assertThat(result.repairedCaptions()).isEqualTo(3);
    assertThat(result.report().isValid()).isTrue();
  }

  @Test
  void checksTheImageOfALineWithANewCaption() throws IOException {
    Path training =
        folder.manifest(
            "learn.jsonl",
            line("a.png", "a shoe"),
            "{\"image-ref\": \"s3://shoes/b.jpg\"}",
            "{\"image-ref\": \"s3://shoes/large.png\"}",
            "{\"image-ref\": \"s3://shoes/none.png\"}",
            "{\"image-ref\": \"shoes\"}");
    DatasetRepair.Builder repair =
        folder.repair(training, validation).captions((example, problems) -> "a boot");

    assertThat(repair.build().repair(folder.out()).report().isValid()).isTrue();
    assertThat(folder.written("train.jsonl")).hasSize(2);
    assertThat(folder.written("dropped.jsonl"))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"line\":3", "image.side-too-large"),
            line -> assertThat(line).contains("\"line\":4", "image.not-found"),
            line -> assertThat(line).contains("\"line\":5", "s3-uri.invalid"));
    repair.repairedImages("s3://shoes/repaired/").build().repair(folder.out());
    assertThat(folder.written("train.jsonl")).hasSize(3);
  }

  @Test
  void dropsLinesWithSelectedWarnings() throws IOException {
    Path training =
        folder.manifest(
            "learn.jsonl", line("a.png", "a shoe"), line("b.jpg", "a boot"), line("c.png", "it"));

    DatasetRepair.Builder repair = folder.repair(training, validation);
    assertThat(repair.build().repair(folder.out()).droppedLines(DatasetRole.VALIDATION)).isZero();
    RepairResult strict = repair.dropWarnings("image-ref.leaked").build().repair(folder.out());
    assertThat(strict.droppedLines(DatasetRole.VALIDATION)).isEqualTo(1);
    assertThat(folder.written("dropped.jsonl")).singleElement().asString().contains("leaked");
  }

  @Test
  void doesNotOverwriteTheManifests() throws IOException {
    Files.createDirectories(folder.out());
    Path training = folder.manifest("out/train.jsonl", line("a.png", "a shoe"), "[]");
    DatasetRepair repair = folder.repair(training, validation).build();

    assertThatThrownBy(() -> repair.repair(folder.out()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("file.in-use");
    assertThat(training).hasContent(line("a.png", "a shoe") + "\n[]\n");
  }

  @Test
  void failureLeavesNoFile() throws IOException {
    Path training =
        folder.manifest("learn.jsonl", line("a.png", "a shoe"), line("large.png", "a boot"));
    DatasetRepair repair =
        RepairFolder.repair(training, validation, new CountingStore(folder.store(), 0))
            .repairedImages("s3://shoes/repaired/")
            .build();

    assertThatThrownBy(() -> repair.repair(folder.out()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed for today");
    assertThat(folder.out()).isEmptyDirectory();
  }

  @Test
  void interruptionLeavesNoFile() throws IOException {
    Path training = folder.manifest("learn.jsonl", line("a.png", "a shoe"));
    DatasetRepair repair =
        folder
            .repair(training, validation)
            .captions(
                (example, problems) -> {
                  throw new AssertionError("nothing is wrong");
                })
            .build();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> repair.repair(folder.out())).isInstanceOf(TransportException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder.out()).doesNotExist();
  }

  @Test
  void worksWithoutImagesAndValidation() throws IOException {
    Path training =
        folder.manifest(
            "learn.jsonl",
            line("a.png", "a shoe"),
            "",
            "[]",
            line("x.png", "a boot"),
            "{\"image-ref\": \"s3://shoes/y.png\"}");

    RepairResult result =
        DatasetRepair.builder(
                DatasetValidator.builder()
                    .training(DatasetManifest.of(training))
                    .limits(RepairFolder.SMALL)
                    .build())
            .captions((example, problems) -> "a sock")
            .build()
            .repair(folder.out());
    assertThat(folder.written("train.jsonl")).hasSize(3);
    assertThat(result.validation()).isNull();
    assertThat(result.report().counts(Severity.ERROR)).containsOnlyKeys("file.missing");
    assertThat(result)
        .hasToString("RepairResult[dropped {TRAINING=1}, new images 0, new captions 1, moved 0]");
  }

  @Test
  void buildRejectsInvalidSettings() {
    DatasetManifest stream = DatasetManifest.of("x.jsonl", InputStream.nullInputStream());
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                DatasetRepair.builder(DatasetValidator.builder().training(stream).build()).build())
        .withMessageContaining("only once");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                DatasetRepair.builder(
                        DatasetValidator.builder().training(DatasetManifest.of(temp)).build())
                    .repairedImages("s3://shoes/x")
                    .build())
        .withMessageContaining("images(store)");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                DatasetRepair.builder(
                        DatasetValidator.builder().training(DatasetManifest.of(temp)).build())
                    .dropWarnings("image.duplicate")
                    .build())
        .withMessageContaining("fullHash(true)");
  }
}
