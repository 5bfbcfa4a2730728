package io.github.titanembeddings.client.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images from stores, with both clients. */
class StoredImagesTest {
  private static final InvokeReply GOOD = InvokeReply.ofJson(TitanStub.embeddingJson(256));

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void findsAHeaderAfterLongMetadata(ClientMode mode) throws IOException {
    byte[] image = withMetadata(TestImages.jpeg(64, 48), 130_000);
    LocalObjectStore store = LocalObjectStore.of("images", folder);
    store.write(S3Uri.of("s3://images/deep.jpg"), image).join();
    ImageInput stored = ImageInput.fromS3(store, "s3://images/deep.jpg");
    try (TitanStub stub = TitanStub.start();
        EitherClient titan = mode.client(stub)) {
      Embedding expected = titan.embed(r -> r.image(ImageInput.of(image))).embedding();

      assertThat(stored.probe()).isEqualTo(new ImageInfo("JPEG", 64, 48, image.length));
      assertThat(titan.embed(r -> r.image(stored)).embedding()).isEqualTo(expected);
    }
  }

  /** The same image after the given bytes of color profiles. */
  private static byte[] withMetadata(byte[] jpeg, int bytes) {
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.write(jpeg, 0, 2);
    for (int left = bytes; left > 0; left -= 65_000) {
      int length = Math.min(left, 65_000);
      longer.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE2, (byte) (length >> 8), (byte) length});
      longer.writeBytes(new byte[length - 2]);
    }
    longer.write(jpeg, 2, jpeg.length - 2);
    return longer.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void embedSeparatelyReadsAnImageOnce(ClientMode mode) {
    byte[] image = TestImages.png(16, 16);
    AtomicInteger reads = new AtomicInteger();
    ObjectStore store =
        reading(
            offset -> {
              reads.incrementAndGet();
              return CompletableFuture.completedFuture(new ObjectPart(image, image.length, "1"));
            });
    EmbeddingRequest item =
        EmbeddingRequest.builder()
            .text("shoe")
            .image(ImageInput.fromS3(store, "s3://images/a"))
            .build();
    try (TitanStub stub = TitanStub.start();
        EitherClient titan = mode.client(stub)) {
      titan.embedSeparately(item);

      assertThat(stub.requestCount()).isEqualTo(3);
      assertThat(reads).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void failsWithTheExceptionOfTheStore(ClientMode mode) {
    RuntimeException mine = new IllegalArgumentException("mine");

    assertThat(
            failure(
                mode,
                RuntimeException.class,
                offset -> {
                  throw mine;
                }))
        .isSameAs(mine);
    assertThat(
            failure(mode, RuntimeException.class, offset -> CompletableFuture.failedFuture(mine)))
        .isSameAs(mine);
  }

  @ParameterizedTest
  @EnumSource
  void failsIfTheStoreReturnsNull(ClientMode mode) {
    failure(mode, NullPointerException.class, offset -> null);
  }

  @ParameterizedTest
  @EnumSource
  void rejectsAUriWithoutKey(ClientMode mode) {
    ObjectStore store = LocalObjectStore.of("images", folder);
    try (EitherClient titan = mode.over(call -> GOOD, c -> {})) {
      assertThat(
              Failures.codes(
                  () -> titan.embed(r -> r.image(ImageInput.fromS3(store, "s3://images")))))
          .containsExactly("s3-uri.no-key");
    }
  }

  private static ReadOnlyStore reading(Function<Long, CompletableFuture<ObjectPart>> reading) {
    return (uri, offset, length) -> reading.apply(offset);
  }

  private static <T extends Throwable> T failure(
      ClientMode mode, Class<T> type, Function<Long, CompletableFuture<ObjectPart>> reading) {
    EmbeddingRequest request =
        EmbeddingRequest.ofImage(ImageInput.fromS3(reading(reading), "s3://images/a"));
    try (EitherClient titan =
        mode.over(call -> GOOD, c -> c.embeddingConfig(EmbeddingConfig.of(256)))) {
      return assertThrows(type, () -> titan.embed(request));
    }
  }
}
