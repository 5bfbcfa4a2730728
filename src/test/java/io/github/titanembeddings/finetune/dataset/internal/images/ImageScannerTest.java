package io.github.titanembeddings.finetune.dataset.internal.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.HeaderOnlyImages;
import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage.Scanned;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.ReadOnlyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ImageScannerTest {
  private static final byte[] IMAGE = HeaderOnlyImages.png(300, 300);

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.write(folder.resolve("a"), IMAGE);
  }

  private ImageScanner scanner(boolean fullHash, int maxPending) {
    ObjectStore store = LocalObjectStore.of("images", folder);
    return new ImageScanner(store, fullHash, Long.MAX_VALUE, maxPending);
  }

  private static ManifestImage image(int number) {
    return new ManifestImage(number, 1, "train.jsonl line 1: image-ref", S3Uri.of("s3://images/a"));
  }

  /** Images are read in groups of 16, unless they are hashed. */
  @ParameterizedTest
  @CsvSource({"false, 1", "false, 16", "false, 17", "false, 300", "true, 1", "true, 40"})
  void returnsEachImageOnce(boolean fullHash, int count) {
    long sha256 = Fingerprints.first64(Sha256.digest().digest(IMAGE));
    Set<Integer> found = new TreeSet<>();
    try (ImageScanner scanner = scanner(fullHash, count)) {
      assertThat(scanner.isEmpty()).isTrue();
      for (int number = 0; number < count; number++) {
        assertThat(scanner.isFull()).isFalse();
        scanner.start(image(number));
      }
      assertThat(scanner.isFull()).isTrue();
      while (!scanner.isEmpty()) {
        Scanned result = scanner.poll(1_000);
        if (result != null) {
          assertThat(found.add(result.image().number())).isTrue();
          assertThat(result.problem()).isNull();
          assertThat(result.fingerprint() == sha256).isEqualTo(fullHash);
        }
      }
    }
    assertThat(found).hasSize(count);
  }

  @Test
  void readsAnIncompleteGroupWhenPolledWithATimeout() {
    try (ImageScanner scanner = scanner(false, 20)) {
      scanner.start(image(0));
      assertThat(scanner.poll(0)).isNull();
      assertThat(scanner.isEmpty()).isFalse();
      assertThat(scanner.poll(30_000)).isNotNull();
      assertThat(scanner.isEmpty()).isTrue();
    }
  }

  @Test
  void preservesTheInterruptFlag() {
    try (ImageScanner scanner = scanner(false, 1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> scanner.poll(1_000)).isInstanceOf(TransportException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void cancelsReadsWhenItIsClosed() throws InterruptedException {
    CompletableFuture<ObjectPart> never = new CompletableFuture<>();
    CountDownLatch reading = new CountDownLatch(1);
    ReadOnlyStore hanging =
        (uri, offset, length) -> {
          reading.countDown();
          return never;
        };
    try (ImageScanner scanner = new ImageScanner(hanging, false, Long.MAX_VALUE, 1)) {
      scanner.start(image(0));
      reading.await();
    }
    assertThat(never).failsWithin(Duration.ofSeconds(30));
    assertThat(never).isCancelled();
  }
}
