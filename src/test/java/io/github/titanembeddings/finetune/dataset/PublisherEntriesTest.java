package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.RepairFolder.encodedImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unusable entries of a folder never end a run, and each skipped one is listed. */
class PublisherEntriesTest {
  @TempDir private Path temp;
  private Path images;
  private LocalObjectStore store;

  @BeforeEach
  void draw() throws IOException {
    images = Files.createDirectory(temp.resolve("images"));
    store = LocalObjectStore.of("shoes", temp.resolve("bucket"));
    for (int i = 0; i < 6; i++) {
      add("shoe" + i + ".png", 20 + i, "shoe " + i);
    }
  }

  private void add(String name, int width, String caption) throws IOException {
    Files.write(
        images.resolve(name), encodedImage(width, 20, name.endsWith("gif") ? "gif" : "png"));
    Files.writeString(images.resolve(name.replaceFirst("\\.[a-z]+$", ".txt")), caption);
  }

  private DatasetPublisher.Builder builder() {
    return DatasetPublisher.builder()
        .folder(images)
        .to(store, "s3://shoes/set")
        .validationShare(0.3, 7)
        .limits(RepairFolder.SMALL);
  }

  private static List<String> skipped(PublishedDataset set) {
    assertThat(set.summary().skipped()).isEqualTo(set.skipped().size());
    return set.skipped().stream()
        .map(file -> file.file().getFileName() + " " + file.reasons().get(0).code())
        .toList();
  }

  private List<String> lines() throws IOException {
    Path set = temp.resolve("bucket/set");
    List<String> lines = new ArrayList<>(Files.readAllLines(set.resolve("train.jsonl")));
    lines.addAll(Files.readAllLines(set.resolve("validation.jsonl")));
    return lines;
  }

  @Test
  void ignoresSystemFiles() throws IOException {
    for (String name :
        List.of("thumbs.db", "Thumbs.db", "DESKTOP.INI", ".DS_Store", "README", "ReadMe.txt")) {
      Files.writeString(images.resolve(name), "clutter");
    }
    Path thumbnails = Files.createDirectories(images.resolve("@eaDir/shoe1.png"));
    Files.write(thumbnails.resolve("SYNOPHOTO_THUMB_M.jpg"), encodedImage(40, 40, "jpeg"));

    PublishedDataset set = builder().build().publish();
    assertThat(set.skipped()).isEmpty();
    assertThat(set.summary().uploaded()).isEqualTo(6);
  }

  @Test
  void acceptsCaptionFilesWithExtensionInAnyCaseAndUpTo64Kilobytes() throws IOException {
    Files.delete(images.resolve("shoe1.txt"));
    Files.writeString(images.resolve("shoe1.TXT"), "in capitals");
    Files.delete(images.resolve("shoe2.txt"));
    Files.writeString(images.resolve("shoe2.png.Txt"), "in both");
    Files.writeString(images.resolve("shoe3.txt"), " ".repeat(65_530) + "padded");

    PublishedDataset set = builder().build().publish();
    assertThat(set.skipped()).isEmpty();
    assertThat(lines())
        .anyMatch(line -> line.contains("shoe1.png\",\"caption\":\"in capitals\""))
        .anyMatch(line -> line.contains("shoe2.png\",\"caption\":\"in both\""))
        .anyMatch(line -> line.contains("shoe3.png\",\"caption\":\"padded\""));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void prefersCaptionFilesWithExtensionInLowerCase() throws IOException {
    for (int i = 0; i < 6; i++) {
      Files.writeString(images.resolve("shoe" + i + ".TXT"), "unused");
    }

    PublishedDataset set = builder().build().publish();
    assertThat(skipped(set)).hasSize(6).allMatch(file -> file.endsWith(".TXT caption.orphan"));
    assertThat(lines()).hasSize(6).noneMatch(line -> line.contains("unused"));
  }

  @Test
  void publishesImagesWithWarnings() throws IOException {
    Files.write(images.resolve("rotated.jpg"), HeaderOnlyImages.rotated(40, 40));
    Files.writeString(images.resolve("rotated.txt"), "a rotated shoe");

    PublishedDataset set = builder().build().publish();
    assertThat(set.skipped()).isEmpty();
    assertThat(set.report().counts(Severity.WARNING)).containsOnlyKeys("image.rotated");
  }

  @Test
  void listsCaptionFilesWithoutAnImage() throws IOException {
    Files.writeString(images.resolve("gone.txt"), "of no image");
    Files.writeString(images.resolve("shoe1.png.txt"), "a second caption");

    assertThat(skipped(builder().build().publish()))
        .containsExactly("gone.txt caption.orphan", "shoe1.png.txt caption.orphan");
    assertThat(builder().captions(image -> "a shoe").build().publish().skipped()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void listsPipesWithoutOpeningThem() throws Exception {
    for (String name : List.of("pipe.png", "shoe1.txt")) {
      Files.deleteIfExists(images.resolve(name));
      Process made = new ProcessBuilder("mkfifo", images.resolve(name).toString()).start();
      assumeTrue(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0, "no mkfifo");
    }
    assertThat(skipped(builder().build().publish()))
        .containsExactly(
            "pipe.png file.not-regular", "shoe1.txt file.not-regular", "shoe1.png caption.missing");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void listsUnreadableFolders() throws IOException {
    Path moved = Files.createDirectories(temp.resolve("moved/" + "d".repeat(200)));
    Path deep = images;
    try {
      while (deep.toString().length() < 3_700) {
        deep = Files.createDirectory(deep.resolve("d".repeat(200)));
      }
      for (int i = 0; i < 3; i++) {
        moved = Files.createDirectory(moved.resolve("d".repeat(200)));
      }
      Files.move(temp.resolve("moved"), deep.resolve("moved")); // paths now exceed 4,096 bytes
      PublishedDataset set = builder().build().publish();
      assertThat(set.skipped())
          .singleElement()
          .satisfies(file -> assertThat(file.reasons().get(0).code()).isEqualTo("file.unreadable"));
      assertThat(set.summary().uploaded()).isEqualTo(6);
    } finally {
      Files.move(deep.resolve("moved"), temp.resolve("moved")); // to be deletable again
    }
  }

  @Test
  void listsUnreadableCaptions() throws IOException {
    PublishedDataset set =
        builder()
            .captions(
                image -> {
                  switch (String.valueOf(image.getFileName())) {
                    case "shoe1.png" ->
                        throw new UncheckedIOException(new IOException("no such table"));
                    case "shoe2.png" -> throw new InvalidPathException("a\0b", "no file name");
                    case "shoe3.png" -> assertThat(image.toFile().delete()).isTrue();
                    case "shoe4.png" ->
                        throw new UncheckedIOException(new AccessDeniedException("captions.db"));
                    default -> {}
                  }
                  return "a shoe";
                })
            .build()
            .publish();
    assertThat(skipped(set))
        .containsExactly(
            "shoe1.png caption.unreadable",
            "shoe2.png caption.unreadable",
            "shoe3.png image.unreadable",
            "shoe4.png caption.unreadable");
    assertThat(set.skipped())
        .extracting(file -> file.reasons().get(0).actual())
        .satisfiesExactly(
            reason -> assertThat(reason).contains("no such table"),
            reason -> assertThat(reason).contains("no file name"),
            reason -> assertThat(reason).isEqualTo("it no longer exists"),
            reason -> assertThat(reason).isEqualTo("access denied"));
    assertThat(lines()).hasSize(2);
  }

  @Test
  void listsVanishedCaptionFiles() throws IOException {
    AtomicLong seconds = new AtomicLong();
    PublishedDataset set =
        builder()
            .uploadsInFlight(1)
            .timing(() -> TimeUnit.SECONDS.toNanos(seconds.incrementAndGet()))
            .build()
            .publish(progress -> images.resolve("shoe4.txt").toFile().delete());
    assertThat(skipped(set)).containsExactly("shoe4.png caption.unreadable");
  }

  @Test
  void listsNamesTooLongForTheStore() throws IOException {
    String longest = "x".repeat(250) + ".gif";
    Files.write(images.resolve(longest), encodedImage(44, 44, "gif"));
    PublishedDataset set =
        builder().captions(image -> "a shoe").build().publish(); // a.txt would fit, a.gif.png not
    assertThat(skipped(set)).containsExactly(longest + " image.not-stored");
    assertThat(lines()).hasSize(6);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void listsKeysTooLongForS3() throws IOException {
    Path deep = images;
    for (int i = 0; i < 5; i++) {
      deep = Files.createDirectory(deep.resolve("d".repeat(220)));
    }
    Files.write(deep.resolve("deep.png"), encodedImage(44, 44, "png"));
    Files.writeString(deep.resolve("deep.txt"), "deep");
    PublishedDataset set = builder().build().publish();
    assertThat(skipped(set)).containsExactly("deep.png file.key-too-long");
    assertThat(set.skipped().get(0).reasons().get(0).message())
        .contains("an object key of 1,124 bytes");
  }

  private interface Upload {
    CompletableFuture<Void> upload(S3Uri uri, Path file, String sha256);
  }

  private ObjectStore uploadingBy(Upload upload) {
    return new ObjectStore() {
      @Override
      public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
        return store.read(uri, offset, length);
      }

      @Override
      public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
        return store.write(uri, content);
      }

      @Override
      public CompletableFuture<Void> upload(S3Uri uri, Path file, String sha256) {
        return upload.upload(uri, file, sha256);
      }
    };
  }

  @Test
  void listsImagesThatChangeWhileTheyAreRead() throws IOException {
    ObjectStore changing =
        uploadingBy(
            (uri, file, sha256) -> {
              store.upload(uri, file, sha256).join();
              if (uri.key().matches(".*shoe[12].png")) {
                change(file, uri.key().endsWith("1.png"));
              }
              return CompletableFuture.completedFuture(null);
            });
    PublishedDataset set = builder().to(changing, "s3://shoes/set").build().publish();

    assertThat(skipped(set)).containsExactly("shoe1.png image.changed", "shoe2.png image.changed");
    assertThat(lines()).hasSize(4);
  }

  /** Changes the size of a file, or only the time of its last change. */
  private static void change(Path file, boolean size) {
    try {
      FileTime time = Files.getLastModifiedTime(file);
      if (size) {
        Files.write(file, new byte[1]);
      }
      Files.setLastModifiedTime(file, size ? time : FileTime.fromMillis(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"No space left on device", "Disk quota exceeded"})
  void aFullDiskEndsTheRun(String reason) {
    ObjectStore full =
        uploadingBy(
            (uri, file, sha256) ->
                CompletableFuture.failedFuture(
                    new StorageException(
                        StorageException.Kind.FAILED,
                        uri,
                        "cannot be written",
                        new IOException(reason))));
    DatasetPublisher publisher = builder().to(full, "s3://shoes/set").build();

    assertThatThrownBy(publisher::publish)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("s3://shoes/set/images/shoe")
        .hasMessageContaining("cannot be written");
  }

  @Test
  void failingStoreEndsTheRun() {
    DatasetPublisher failing =
        builder().to(new FailingStore(), "s3://shoes/set").uploadsInFlight(1).build();
    assertThatThrownBy(failing::publish)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("s3://shoes/set/images/shoe0.png");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesThatDifferOnlyInCaseOrNormalizationGetDistinctKeys() throws IOException {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "names are decoded");
    add("Shoe1.png", 31, "capital");
    Files.write(images.resolve("Plain"), encodedImage(36, 36, "png"));
    Files.write(images.resolve("plain"), encodedImage(37, 37, "png"));
    Files.writeString(images.resolve("Plain.txt"), "capital plain");
    Files.writeString(images.resolve("plain.txt"), "small plain");
    add("caf\u00E9.png", 32, "composed");
    add("cafe\u0301.png", 33, "decomposed");
    add("x.gif", 34, "drawn");
    Files.write(images.resolve("X.gif.PNG"), encodedImage(35, 35, "png"));
    Files.writeString(images.resolve("X.gif.PNG.txt"), "taken");

    PublishedDataset set = builder().build().publish();
    assertThat(set.skipped()).isEmpty();
    assertThat(lines())
        .anyMatch(line -> line.contains("images/Shoe1.png\",\"caption\":\"capital\""))
        .anyMatch(line -> line.matches(".*images/shoe1\\.[0-9a-f]{16}\\.png\",.*\"shoe 1\".*"))
        .anyMatch(line -> line.contains("images/Plain\",\"caption\":\"capital plain\""))
        .anyMatch(line -> line.matches(".*images/plain\\.[0-9a-f]{16}\",.*\"small plain\".*"))
        .anyMatch(line -> line.contains("images/cafe\u0301.png\",\"caption\":\"decomposed\""))
        .anyMatch(line -> line.matches(".*images/caf\u00E9\\.[0-9a-f]{16}\\.png\".*\"composed\".*"))
        .anyMatch(line -> line.matches(".*images/x\\.gif\\.[0-9a-f]{64}\\.png\".*\"drawn\".*"))
        .anyMatch(line -> line.contains("images/X.gif.PNG\",\"caption\":\"taken\""));
    assertThat(builder().build().publish().summary().present()).isEqualTo(13);
  }

  @Test
  void doesNotReadItsOutput() throws IOException {
    store = LocalObjectStore.of("shoes", images.resolve("out"));
    DatasetPublisher publisher = builder().captions(image -> "a shoe").build();
    PublishedDataset first = publisher.publish();
    Files.writeString(images.resolve("out/set/images/shoe1.png.txt"), "put there");
    PublishedDataset second = publisher.publish();

    assertThat(first.summary().uploaded()).isEqualTo(6);
    assertThat(second.summary().present()).isEqualTo(6);
    assertThat(second.summary().uploaded()).isZero();
    assertThat(second.report().statistics()).isEqualTo(first.report().statistics());
  }

  @Test
  void rejectsWritingToTheInputFolder() throws IOException {
    byte[] original = Files.readAllBytes(images.resolve("shoe1.png"));
    Path subfolder = Files.createDirectory(images.resolve("images"));
    Files.write(subfolder.resolve("shoe1.png"), encodedImage(50, 40, "png"));
    byte[] other = Files.readAllBytes(subfolder.resolve("shoe1.png"));
    LocalObjectStore inside = LocalObjectStore.of("shoes", images);

    for (Path folder : List.of(images, subfolder)) {
      DatasetPublisher publisher = builder().folder(folder).to(inside, "s3://shoes/").build();
      assertThatThrownBy(publisher::publish)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("folder.in-use");
    }
    assertThat(subfolder.resolve("shoe1.png")).hasBinaryContent(other);
    assertThat(images.resolve("shoe1.png")).hasBinaryContent(original);
    assertThat(images.resolve("train.jsonl")).doesNotExist();
  }
}
