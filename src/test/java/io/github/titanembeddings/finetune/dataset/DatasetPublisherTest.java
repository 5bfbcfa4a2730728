package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.RepairFolder.encodedImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datasets published from folders. */
class DatasetPublisherTest {
  @TempDir private Path temp;
  private Path images;
  private LocalObjectStore store;

  @BeforeEach
  void draw() throws IOException {
    images = temp.resolve("images");
    Files.createDirectories(images.resolve("more"));
    store = LocalObjectStore.of("shoes", temp.resolve("bucket"));
    for (int i = 0; i < 20; i++) {
      add((i % 2 == 0 ? "" : "more/") + "shoe " + i + ".png", 20 + i, 20);
    }
  }

  private void add(String name, int width, int height) throws IOException {
    Files.write(images.resolve(name), encodedImage(width, height, "png"));
    Path caption = images.resolve(name.replaceFirst("\\.[a-z]+$", ".txt"));
    Files.writeString(caption, "a shoe of width " + width + "\n");
  }

  private DatasetPublisher.Builder builder(ObjectStore to) {
    return DatasetPublisher.builder()
        .folder(images)
        .to(to, "s3://shoes/set")
        .validationShare(0.3, 7)
        .limits(RepairFolder.SMALL);
  }

  @Test
  void publishesAValidDataset() throws IOException {
    PublishedDataset set = builder(store).build().publish();

    assertThat(set.report().isValid()).isTrue();
    assertThat(set.report().counts(Violation.Severity.WARNING)).isEmpty();
    assertThat(set.training()).isEqualTo(S3Uri.of("s3://shoes/set/train.jsonl"));
    assertThat(set.images()).isEqualTo(S3Uri.of("s3://shoes/set/images/"));
    assertThat(set.summary().uploaded()).isEqualTo(20);
    assertThat(set.summary().bytesUploaded()).isPositive();
    List<String> lines = lines("train.jsonl");
    lines.addAll(lines("validation.jsonl"));
    assertThat(lines)
        .hasSize(20)
        .contains(
            "{\"image-ref\":\"s3://shoes/set/images/more/shoe 3.png\","
                + "\"caption\":\"a shoe of width 23\"}");
    assertThat(temp.resolve("bucket/set/images/more/shoe 3.png"))
        .hasSameBinaryContentAs(images.resolve("more/shoe 3.png"));
  }

  @Test
  void uploadsOnlyNewAndChangedImages() throws IOException {
    builder(store).build().publish();
    CountingStore counting = new CountingStore(store, 100);
    assertThat(builder(counting).build().publish().summary().present()).isEqualTo(20);
    assertThat(counting.writes()).as("manifests").isEqualTo(2);

    add("shoe 4.png", 40, 33);
    PublishProgress second = builder(store).build().publish().summary();
    assertThat(second.uploaded()).isEqualTo(1);
    assertThat(second.present()).isEqualTo(19);
    assertThat(temp.resolve("bucket/set/images/shoe 4.png"))
        .hasSameBinaryContentAs(images.resolve("shoe 4.png"));
  }

  @ParameterizedTest
  @CsvSource({"1e-9, 20, 0", "0.999999999, 0, 20"})
  void putsTheShareIntoTheValidationManifest(double share, int training, int validation)
      throws IOException {
    builder(store).validationShare(share, 7).build().publish();

    assertThat(lines("train.jsonl")).hasSize(training);
    assertThat(lines("validation.jsonl")).hasSize(validation);
  }

  @Test
  void imagesStayOnTheirSideWhenOthersAreAdded() throws IOException {
    builder(store).build().publish();
    TreeSet<String> before = new TreeSet<>(lines("validation.jsonl"));
    List<String> learned = lines("train.jsonl");
    for (int i = 20; i < 30; i++) {
      add("new " + i + ".png", 20 + i, 20);
    }
    builder(store).build().publish();

    assertThat(lines("validation.jsonl")).containsAll(before);
    assertThat(lines("train.jsonl")).containsAll(learned);
    assertThat(before).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void equalImagesAreOnOneSide(long seed) throws IOException {
    for (int i = 0; i < 20; i++) {
      Files.copy(
          images.resolve((i % 2 == 0 ? "" : "more/") + "shoe " + i + ".png"),
          images.resolve("copy of " + i + ".png"));
      Files.writeString(images.resolve("copy of " + i + ".txt"), "another " + i);
    }
    PublishedDataset set = builder(store).validationShare(0.5, seed).build().publish();

    assertThat(set.report().counts(Violation.Severity.WARNING))
        .containsEntry("image.duplicate", 20L)
        .doesNotContainKey("image.leaked");
    assertThat(lines("validation.jsonl")).isNotEmpty();
  }

  @Test
  void skipsUnusableImagesWithReasons() throws IOException {
    Files.write(images.resolve("no caption.png"), encodedImage(30, 31, "png"));
    Files.writeString(images.resolve("broken.png"), "\u0089PNG or so", StandardCharsets.UTF_8);
    Files.writeString(images.resolve("broken.txt"), "broken");
    add("tiny.png", 5, 9);
    add("latin.png", 32, 32);
    Files.write(images.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9});
    add("wordy.png", 33, 33);
    Files.writeString(images.resolve("wordy.txt"), "a ".repeat(600));
    add("endless.png", 34, 33);
    Files.writeString(images.resolve("endless.txt"), "x".repeat(65_537));
    Files.writeString(images.resolve(".hidden"), "hidden");

    PublishedDataset set = builder(store).build().publish();
    assertThat(set.skipped())
        .extracting(file -> file.file().getFileName() + " " + file.reasons().get(0).code())
        .containsExactly(
            "broken.png image.unreadable",
            "endless.png caption.too-long",
            "latin.png caption.not-utf8",
            "no caption.png caption.missing",
            "tiny.png image.side-too-small",
            "wordy.png caption.too-many-tokens");
    assertThat(set.summary().skipped()).isEqualTo(6);
    assertThat(set.report().isValid()).isTrue();
  }

  @Test
  void followsNoLink() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.write(outside.resolve("secret.png"), encodedImage(40, 40, "png"));
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(images.resolve("door"), outside);
    Files.createSymbolicLink(images.resolve("linked.png"), outside.resolve("secret.png"));
    Files.write(images.resolve("reported.png"), encodedImage(41, 40, "png"));
    Files.createSymbolicLink(images.resolve("reported.txt"), outside.resolve("secret.txt"));

    PublishedDataset set = builder(store).build().publish();
    assertThat(set.skipped())
        .extracting(file -> file.file().getFileName() + " " + file.reasons().get(0).code())
        .containsExactly(
            "door file.link",
            "linked.png file.link",
            "reported.txt file.link",
            "reported.png caption.missing");
    assertThat(set.summary().uploaded()).isEqualTo(20);
    assertThat(lines("train.jsonl")).noneMatch(line -> line.contains("secret"));
    assertThat(lines("validation.jsonl")).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void scalesAndConvertsImages() throws IOException {
    add("large.png", 300, 200);
    Files.write(images.resolve("drawing.gif"), encodedImage(44, 44, "gif"));
    Files.writeString(images.resolve("drawing.gif.txt"), "a\ndrawing");

    PublishedDataset set = builder(store).build().publish();
    assertThat(set.report().isValid()).isTrue();
    List<String> lines = lines("train.jsonl");
    lines.addAll(lines("validation.jsonl"));
    assertThat(lines)
        .anyMatch(line -> line.contains("images/large.png.png"))
        .anyMatch(line -> line.contains("images/drawing.gif.png\",\"caption\":\"a drawing\""));
    assertThat(builder(store).build().publish().summary().uploaded()).isZero();
  }

  @Test
  void convertedImageTakesNoOtherImagesKey() throws IOException {
    Files.write(images.resolve("x.gif"), encodedImage(44, 44, "gif"));
    Files.writeString(images.resolve("x.txt"), "drawn");
    Files.write(images.resolve("x.gif.png"), encodedImage(50, 40, "png"));
    Files.writeString(images.resolve("x.gif.png.txt"), "taken");

    PublishedDataset set = builder(store).build().publish();
    List<String> lines = lines("train.jsonl");
    lines.addAll(lines("validation.jsonl"));
    assertThat(set.report().counts(Violation.Severity.WARNING))
        .doesNotContainKeys("image-ref.duplicate", "image-ref.leaked");
    assertThat(lines)
        .anyMatch(line -> line.contains("images/x.gif.png\",\"caption\":\"taken\""))
        .anyMatch(
            line ->
                line.matches(".*images/x\\.gif\\.[0-9a-f]{64}\\.png\",\"caption\":\"drawn\".*"));
  }

  @Test
  void resumesAfterAFailure() throws IOException {
    DatasetPublisher failing = builder(new CountingStore(store, 5)).uploadsInFlight(1).build();
    assertThatThrownBy(failing::publish)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed for today");

    PublishProgress rest = builder(store).build().publish().summary();
    assertThat(rest.present()).isEqualTo(5);
    assertThat(rest.uploaded()).isEqualTo(15);
  }

  @Test
  void interruptionEndsTheRun() {
    DatasetPublisher publisher =
        builder(store)
            .captions(
                image -> {
                  Thread.currentThread().interrupt();
                  return "a shoe";
                })
            .uploadsInFlight(1)
            .build();
    assertThatThrownBy(publisher::publish).isInstanceOf(TransportException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(temp.resolve("bucket/set/train.jsonl")).doesNotExist();
  }

  @Test
  void interruptionWhileACaptionIsReadEndsTheRun() {
    DatasetPublisher publisher =
        builder(store)
            .captions(
                image -> {
                  throw new UncheckedIOException(new ClosedByInterruptException());
                })
            .build();
    assertThatThrownBy(publisher::publish)
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("interrupted at");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void reportsProgressTenTimesASecondAndAtTheEnd() throws IOException {
    AtomicLong clock = new AtomicLong();
    List<PublishProgress> reported = new ArrayList<>();
    builder(store).timing(() -> clock.addAndGet(10_000_000)).build().publish(reported::add);

    assertThat(reported).hasSizeBetween(2, 8);
    assertThat(reported.get(reported.size() - 1).uploaded()).isEqualTo(20);
    for (int i = 1; i < reported.size() - 1; i++) {
      long between = reported.get(i).elapsed().minus(reported.get(i - 1).elapsed()).toNanos();
      assertThat(between).isGreaterThanOrEqualTo(100_000_000);
    }
  }

  @Test
  void ignoresExceptionsOfTheListener() throws IOException {
    Files.write(images.resolve("no caption.png"), encodedImage(30, 31, "png"));
    PublishedDataset set =
        builder(store)
            .build()
            .publish(
                progress -> {
                  throw new IllegalStateException("listener");
                });

    assertThat(set.summary().uploaded()).isEqualTo(20);
    assertThat(set.skipped()).hasSize(1);
  }

  @Test
  void reportsAnEmptyFolder() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    PublishedDataset set = builder(store).folder(empty).build().publish();
    assertThat(set.report().counts(Violation.Severity.ERROR)).containsEntry("file.empty", 2L);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.1, Double.NaN})
  void rejectsInvalidShares(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatasetPublisher.builder().validationShare(share, 0))
        .withMessageContaining("between 0 and 1");
  }

  @Test
  void buildRejectsInvalidSettings() {
    assertThatIllegalStateException().isThrownBy(() -> DatasetPublisher.builder().build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatasetPublisher.builder().uploadsInFlight(0));
    assertThatThrownBy(() -> builder(store).folder(temp.resolve("none")).build().publish())
        .isInstanceOf(IOException.class);
  }

  private List<String> lines(String name) throws IOException {
    return new ArrayList<>(Files.readAllLines(temp.resolve("bucket/set").resolve(name)));
  }
}
