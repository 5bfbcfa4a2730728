package io.github.titanembeddings.finetune.dataset.internal.images;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.HeaderOnlyImages;
import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage.Scanned;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.support.ReadOnlyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading local files directly has the same results and restrictions as reading from the store. */
class ImageScanTest {
  private static final int WINDOW = ImageScanner.FILE_WINDOW;

  @TempDir private Path folder;
  private Path root;
  private LocalObjectStore store;
  private ImageScan.Settings settings;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(folder.resolve("bucket"));
    Files.write(folder.resolve("outside"), HeaderOnlyImages.png(300, 300));
    store = LocalObjectStore.of("images", root);
    settings = new ImageScan.Settings(store, WINDOW, false, Long.MAX_VALUE);
  }

  private static ManifestImage image(String uri) {
    return new ManifestImage(0, 1, "train.jsonl line 1: image-ref", S3Uri.of(uri));
  }

  private @Nullable Scanned throughFile(ManifestImage image) {
    try (ImageScanner scanner = new ImageScanner(store, false, Long.MAX_VALUE, 1)) {
      return scanner.scanFile(image);
    }
  }

  private CompletableFuture<Scanned> scanNow(ManifestImage image) {
    try (ImageScanner scanner = new ImageScanner(store, false, Long.MAX_VALUE, 1)) {
      return scanner.scanNow(image);
    }
  }

  private Scanned throughStore(ManifestImage image) {
    return new ImageScan(image, settings).readObject(Runnable::run).join();
  }

  private static byte[] withComments(int bytes) {
    return HeaderOnlyImages.jpeg(300, 300, 3, bytes);
  }

  /**
   * Returns images that end, or have their size, before and after the end of a window, and bad
   * ones.
   */
  private static List<byte[]> images() {
    byte[] deep = withComments(2 * WINDOW);
    return List.of(
        deep,
        new byte[0],
        HeaderOnlyImages.png(300, 300),
        withComments(WINDOW - 16),
        Arrays.copyOf(deep, WINDOW),
        withComments(WINDOW),
        Arrays.copyOf(withComments(0), WINDOW + 1),
        Arrays.copyOf(HeaderOnlyImages.png(300, 300), 20),
        "GIF89a".getBytes(US_ASCII),
        withComments(200_000));
  }

  @Test
  void hasSameResultAsReadingThroughStore() throws IOException {
    int known = 0;
    for (byte[] bytes : images()) {
      Files.write(root.resolve("a"), bytes);
      ManifestImage image = image("s3://images/a");
      Scanned found = Objects.requireNonNull(throughFile(image));

      assertThat(found).isEqualTo(throughStore(image));
      assertThat(found.size()).isEqualTo(bytes.length);
      known += found.header() == null ? 0 : 1;
    }
    assertThat(known).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://images/none",
        "s3://other/a",
        "s3://images/inner",
        "s3://images/../outside",
        "s3://images/file-link",
        "s3://images/folder-link/outside",
        "s3://images/inner/up/outside",
        "s3://images/a\u0000b"
      })
  void leavesUnreadableImagesToStore(String uri) throws IOException {
    Files.write(root.resolve("a"), HeaderOnlyImages.png(300, 300));
    Files.createDirectory(root.resolve("inner"));
    Files.createSymbolicLink(root.resolve("file-link"), folder.resolve("outside"));
    Files.createSymbolicLink(root.resolve("folder-link"), folder);
    Files.createSymbolicLink(root.resolve("inner/up"), folder);
    ManifestImage image = image(uri);

    assertThat(throughFile(image)).isNull();
    assertThat(scanNow(image)).isCompletedWithValue(throughStore(image));
    assertThat(throughStore(image).problem()).isNotNull();
  }

  @Test
  void followsLinkWithinFolder() throws IOException {
    Files.write(Files.createDirectory(root.resolve("real")).resolve("a"), withComments(0));
    Files.createSymbolicLink(root.resolve("folder-link"), root.resolve("real"));
    Files.createSymbolicLink(root.resolve("link"), root.resolve("real/a"));

    for (String key : List.of("link", "folder-link/a")) {
      ManifestImage image = image("s3://images/" + key);
      assertThat(throughFile(image)).isNotNull().isEqualTo(throughStore(image));
    }
  }

  @Test
  void doesNotFollowLinkOutOfFolder() throws IOException {
    Path inner = Files.createDirectories(root.resolve("a/b"));
    Files.write(inner.resolve("outside"), HeaderOnlyImages.png(400, 400));
    Files.write(inner.resolve("two"), HeaderOnlyImages.png(400, 400));
    assertThat(throughFile(image("s3://images/a/b/outside"))).isNotNull();
    assertThat(throughFile(image("s3://images/a/b/two"))).isNotNull();

    Files.delete(inner.resolve("two"));
    Files.createSymbolicLink(inner.resolve("two"), folder.resolve("outside"));
    assertThat(throughFile(image("s3://images/a/b/two"))).isNull();

    Files.move(inner, root.resolve("a/moved"));
    Files.createSymbolicLink(inner, folder);
    assertThat(throughFile(image("s3://images/a/b/outside"))).isNull();
    assertThat(throughFile(image("s3://images/a/moved/outside"))).isNotNull();
  }

  /** Scans an image, with a hash of all of its bytes; the store reads a part for each call. */
  private static Scanned scan(IntFunction<ObjectPart> partOfCall) {
    return scan(Long.MAX_VALUE, partOfCall);
  }

  private static Scanned scan(long maxBytes, IntFunction<ObjectPart> partOfCall) {
    AtomicInteger calls = new AtomicInteger();
    ReadOnlyStore store =
        (uri, offset, length) ->
            Futures.supply(Runnable::run, () -> partOfCall.apply(calls.incrementAndGet()));
    ImageScan.Settings settings = new ImageScan.Settings(store, WINDOW, true, maxBytes);
    return new ImageScan(image("s3://images/a"), settings).readObject(Runnable::run).join();
  }

  private static @Nullable String problem(Scanned found) {
    return found.problem() == null ? null : found.problem().code();
  }

  @Test
  void reportsAResponseThatIsTooShort() {
    Scanned found = scan(call -> new ObjectPart(new byte[40], 1_000, "1"));

    assertThat(problem(found)).isEqualTo("image.unavailable");
    assertThat(found.problem()).asString().contains("a response of 40 bytes instead of 1,000");
  }

  @Test
  void reportsAnImageThatChangesWhileItIsHashed() {
    byte[] bytes = HeaderOnlyImages.png(300, 300);
    ObjectPart whole = new ObjectPart(bytes, bytes.length, "1");
    ObjectPart newer = new ObjectPart(bytes, bytes.length, "2");
    ObjectPart empty = new ObjectPart(new byte[0], bytes.length, "1");
    StorageException gone =
        new StorageException(
            StorageException.Kind.NOT_FOUND, S3Uri.of("s3://images/a"), "deleted", null);

    Scanned unchanged = scan(call -> whole);
    assertThat(unchanged.problem()).isNull();
    assertThat(unchanged.fingerprint())
        .isEqualTo(Fingerprints.first64(Sha256.digest().digest(bytes)));
    assertThat(unchanged.bytesRead()).isEqualTo(2L * bytes.length);
    assertThat(problem(scan(call -> call == 1 ? whole : newer))).isEqualTo("image.changed");
    assertThat(problem(scan(call -> call == 1 ? whole : empty))).isEqualTo("image.changed");
    assertThat(
            problem(
                scan(
                    call -> {
                      if (call > 1) {
                        throw gone;
                      }
                      return whole;
                    })))
        .isEqualTo("image.not-found");
  }

  @Test
  void hashesImagesUpToTheLimitOnly() {
    byte[] bytes = HeaderOnlyImages.png(300, 300);
    ObjectPart whole = new ObjectPart(bytes, bytes.length, "1");

    assertThat(scan(bytes.length, call -> whole).fingerprint())
        .isEqualTo(Fingerprints.first64(Sha256.digest().digest(bytes)));
    Scanned tooLarge = scan(bytes.length - 1, call -> whole);
    assertThat(tooLarge.fingerprint()).isZero();
    assertThat(tooLarge.bytesRead()).isEqualTo(bytes.length);
    assertThat(scan(call -> new ObjectPart(new byte[0], 0, "1")).problem())
        .asString()
        .contains("image.empty");
  }

  @Test
  void stopsOnInterruption() throws IOException {
    Files.write(root.resolve("a"), HeaderOnlyImages.png(300, 300));
    Thread.currentThread().interrupt();
    CompletableFuture<Scanned> reading = scanNow(image("s3://images/a"));
    assertThat(Thread.interrupted()).isTrue();

    assertThatThrownBy(() -> Futures.await(reading))
        .isInstanceOfSatisfying(
            TransportException.class,
            failure -> assertThat(failure.kind()).isEqualTo(TransportException.Kind.INTERRUPTED));
  }
}
