package io.github.titanembeddings.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.validation.Violation;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The store and its images, against an S3 server. */
class S3ObjectStoreTest {
  @RegisterExtension private static final S3Server S3 = S3Server.shared();

  @AutoClose private static S3AsyncClient client;
  @AutoClose private static S3ObjectStore store;

  @BeforeAll
  static void open() {
    client = S3Server.client(S3.endpoint());
    store = S3ObjectStore.of(client);
  }

  @Test
  void readsRangesOfAnObject() {
    S3Uri uri = put("a b/ü.bin", bytes(1_000));

    assertThat(store.read(uri, 0, 5_000).join().bytes()).isEqualTo(bytes(1_000));
    ObjectPart part = store.read(uri, 990, 100).join();
    assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(bytes(1_000), 990, 1_000));
    assertThat(part.totalSize()).isEqualTo(1_000);
    assertThat(part.version()).isEqualTo(store.read(uri, 0, 1).join().version());
  }

  /** The AWS SDK fails the call and clears the flag. */
  @Test
  void callsOfAnInterruptedThreadAreMade() {
    S3Uri uri = S3Uri.of("s3://images/interrupted");
    Thread.currentThread().interrupt();
    CompletableFuture<Void> written = store.write(uri, new byte[3]);
    assertThat(Thread.interrupted()).isTrue();
    written.join();

    Thread.currentThread().interrupt();
    CompletableFuture<ObjectPart> read = store.read(uri, 0, 3);
    CompletableFuture<ObjectInfo> info = store.info(uri);
    CompletableFuture<ObjectPage> page = store.list(uri, null);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(read.join().bytes()).hasSize(3);
    assertThat(info.join().size()).isEqualTo(3);
    assertThat(page.join().objects()).hasSize(1);
  }

  @Test
  void readsNothingBeyondTheEnd() {
    S3Uri uri = put("small", bytes(10));
    S3Uri empty = put("empty", new byte[0]);

    assertThat(store.read(uri, 10, 5).join().bytes()).isEmpty();
    assertThat(store.read(empty, 0, 5).join()).isEqualTo(new ObjectPart(new byte[0], 0, ""));
  }

  @Test
  void transfersLargeObjects() {
    byte[] large = bytes(10_000_000);
    S3Uri uri = put("large", large);

    assertThat(store.read(uri, 0, 30_000_000).join().bytes()).isEqualTo(large);
  }

  @Test
  void reportsMissingObjectsAsNotFound() {
    for (String uri : new String[] {"s3://images/none", "s3://nowhere/none"}) {
      StorageException failure =
          Failures.of(store.read(S3Uri.of(uri), 0, 1), StorageException.class);
      assertThat(failure.kind()).isEqualTo(StorageException.Kind.NOT_FOUND);
      assertThat(failure.uri()).isEqualTo(uri);
      assertThat(failure).hasMessageContaining("404");
    }
    assertThat(
            Failures.of(
                    store.write(S3Uri.of("s3://nowhere/a"), new byte[1]), StorageException.class)
                .kind())
        .isEqualTo(StorageException.Kind.NOT_FOUND);
  }

  @Test
  void reportsAnUnreachableStoreAsUnavailable() {
    try (S3AsyncClient nobody = S3Server.client("http://127.0.0.1:1")) {
      StorageException failure =
          Failures.of(
              S3ObjectStore.of(nobody).read(S3Uri.of("s3://images/a"), 0, 1),
              StorageException.class);

      assertThat(failure.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE);
      assertThat(failure.isRetryable()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65_536, 65_537, 300_000})
  void embedsStoredImagesLikeImagesInMemory(int padding) {
    byte[] image = Arrays.copyOf(TestImages.jpeg(90, 60), 2_000 + padding);
    S3Uri uri = put("image-" + padding, image);
    ImageInput input = ImageInput.fromS3(store, uri.toString());
    try (TitanStub stub = TitanStub.start()) {
      TitanEmbeddingsClient titan = stub.client();
      TitanEmbeddingsAsyncClient async = stub.asyncClient();
      Embedding expected = titan.embed(r -> r.image(ImageInput.of(image))).embedding();

      assertThat(input.probe()).isEqualTo(new ImageInfo("JPEG", 90, 60, image.length));
      assertThat(titan.embed(r -> r.image(input)).embedding()).isEqualTo(expected);
      assertThat(async.embed(r -> r.image(input)).join().embedding()).isEqualTo(expected);
    }
  }

  @Test
  void rejectsUnusableImagesByTheirHeader() {
    S3Uri text =
        put(
            "text.jpg",
            "not an image at all, whatever it is called"
                .repeat(3_000)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    S3Uri large = put("large.png", Arrays.copyOf(TestImages.png(2, 2), 26_214_401));
    S3Uri none = S3Uri.of("s3://images/no-such-image");

    assertThat(refused(text).code()).isEqualTo("image.unsupported-format");
    assertThat(refused(large).code()).isEqualTo("image.too-large");
    assertThat(refused(none).code()).isEqualTo("image.not-found");
    assertThat(assertThrows(InvalidRequestException.class, () -> image(none).probe()))
        .hasMessageContaining("s3://images/no-such-image does not exist");
    assertThat(assertThrows(InvalidRequestException.class, () -> image(text).probe()))
        .hasMessageContaining("image.unsupported-format");
  }

  @Test
  void buildRejectsInvalidS3Uris() {
    assertThat(
            Failures.violations(
                () -> EmbeddingRequest.ofImage(ImageInput.fromS3(store, "https://images/a"))))
        .extracting(Violation::path, Violation::code)
        .containsExactly(tuple("inputImage", "s3-uri.invalid"));
  }

  @Test
  void toStringShowsTheUri() {
    assertThat(image(S3Uri.of("s3://images/a"))).hasToString("ImageInput[s3://images/a]");
  }

  private static Violation refused(S3Uri uri) {
    return Failures.of(
            PreparedRequest.of(EmbeddingRequest.ofImage(image(uri)), Runnable::run),
            InvalidRequestException.class)
        .violations()
        .get(0);
  }

  private static ImageInput image(S3Uri uri) {
    return ImageInput.fromS3(store, uri.toString());
  }

  private static S3Uri put(String key, byte[] content) {
    S3Uri uri = S3Uri.of("s3://images/" + key);
    store.write(uri, content).join();
    return uri;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
