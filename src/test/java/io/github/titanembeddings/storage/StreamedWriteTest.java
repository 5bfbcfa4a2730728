package io.github.titanembeddings.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.support.UnfinishedUpload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Objects of unknown length. */
class StreamedWriteTest {
  private static final int PART = 8 * 1024 * 1024;

  @RegisterExtension static final S3Server S3 = S3Server.shared();

  @AutoClose private static S3AsyncClient client;
  private static S3ObjectStore store;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    client = S3Server.client(S3.endpoint());
    store = S3ObjectStore.of(client);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  private static S3Uri uri(String key) {
    return S3Uri.of("s3://images/" + key);
  }

  private static byte[] content(ObjectStore store, S3Uri uri) throws IOException {
    try (InputStream in = store.open(uri)) {
      return in.readAllBytes();
    }
  }

  private static int uploads(String prefix) {
    return client
        .listMultipartUploads(r -> r.bucket("images").prefix(prefix))
        .join()
        .uploads()
        .size();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PART - 1, PART, PART + 1, 3 * PART, 4 * PART + 17})
  void writesAnyLengthToS3(int length) throws IOException {
    byte[] bytes = bytes(length);
    S3Uri uri = uri("streamed/any/" + length);

    store.write(
        uri,
        out -> {
          int chunk = 1_000_003;
          for (int i = 0; i < length; i += chunk) {
            out.write(bytes, i, Math.min(chunk, length - i));
          }
        });

    assertThat(Arrays.equals(content(store, uri), bytes)).isTrue();
    assertThat(uploads("streamed/any/" + length)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 3 * PART})
  void leavesNothingInS3IfTheContentFails(int length) {
    S3Uri uri = uri("streamed/failed/" + length);

    assertThatThrownBy(
            () ->
                store.write(
                    uri,
                    out -> {
                      out.write(bytes(length));
                      throw new IllegalArgumentException("the content failed");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the content failed");
    assertThatThrownBy(
            () ->
                store.write(
                    uri,
                    out -> {
                      out.write(bytes(length));
                      throw new IOException("cannot be read");
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("cannot be read");

    assertThat(uploads("streamed/failed/" + length)).isZero();
    assertThat(store.list(uri, null).join().objects()).isEmpty();
  }

  @Test
  void abortsInAnInterruptedThread() {
    S3Uri uri = uri("streamed/interrupted/1");

    assertThatThrownBy(
            () ->
                store.write(
                    uri,
                    out -> {
                      out.write(bytes(2 * PART + 1));
                      Thread.currentThread().interrupt();
                      out.write(bytes(2 * PART + 1));
                    }))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.INTERRUPTED));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(uploads("streamed/interrupted/")).isZero();
  }

  @Test
  void abortsIfAPartIsRejected() {
    WireMockServer proxy = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    proxy.start();
    String target = S3.endpoint();
    proxy.stubFor(
        WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse().proxiedFrom(target)));
    proxy.stubFor(
        WireMock.put(WireMock.anyUrl())
            .withQueryParam("partNumber", WireMock.equalTo("2"))
            .willReturn(
                WireMock.aResponse()
                    .withStatus(403)
                    .withBody("<Error><Code>AccessDenied</Code></Error>")));
    S3Uri uri = uri("streamed/refused/1");
    try (S3AsyncClient behind = S3Server.client("http://localhost:" + proxy.port())) {
      assertThatThrownBy(
              () ->
                  S3ObjectStore.of(behind)
                      .write(
                          uri,
                          out -> {
                            for (int i = 0; i < 5; i++) {
                              out.write(bytes(PART));
                            }
                          }))
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.ACCESS_DENIED));
    } finally {
      proxy.stop();
    }

    assertThat(uploads("streamed/refused/")).isZero();
    assertThat(store.list(uri, null).join().objects()).isEmpty();
  }

  @Test
  void abortsTheUnfinishedUploadsUnderAPrefixOnly() {
    for (String key : new String[] {"streamed/run/a", "streamed/run/b", "streamed/runner/c"}) {
      client.createMultipartUpload(r -> r.bucket("images").key(key)).join();
    }

    assertThat(store.abortUnfinished(uri("streamed/run/")).join()).isEqualTo(2);

    assertThat(uploads("streamed/run/")).isZero();
    assertThat(uploads("streamed/runner/")).isEqualTo(1);
    assertThat(store.abortUnfinished(uri("streamed/run")).join()).isEqualTo(1);
    assertThat(store.abortUnfinished(uri("streamed/run")).join()).isZero();
  }

  @Test
  void deletesObjects() {
    store.write(uri("streamed/gone/1"), new byte[1]).join();

    store.delete(uri("streamed/gone/1")).join();
    store.delete(uri("streamed/gone/1")).join();

    assertThat(store.list(uri("streamed/gone/"), null).join().objects()).isEmpty();
  }

  @Test
  void writesAndDeletesInAFolder() throws IOException {
    LocalObjectStore local = LocalObjectStore.of("shop", folder);
    S3Uri uri = S3Uri.of("s3://shop/a/b.jsonl");
    assertThatThrownBy(
            () ->
                local.write(
                    uri,
                    out -> {
                      out.write(new byte[100]);
                      throw new IllegalStateException("the content failed");
                    }))
        .hasMessage("the content failed");
    assertThatThrownBy(
            () ->
                local.write(
                    uri,
                    out -> {
                      throw new IOException("cannot be read");
                    }))
        .isInstanceOf(StorageException.class);
    try (Stream<Path> files = Files.list(folder.resolve("a"))) {
      assertThat(files).isEmpty();
    }

    local.write(uri, out -> out.write(bytes(1_000)));
    assertThat(content(local, uri)).isEqualTo(bytes(1_000));
    local.delete(uri).join();
    local.delete(uri).join();

    assertThat(local.list(S3Uri.of("s3://shop"), null).join().objects()).isEmpty();
    assertThatThrownBy(() -> local.delete(S3Uri.of("s3://shop/../x")).join())
        .hasCauseInstanceOf(StorageException.class);
  }

  @Test
  void deletesThePartsThatAKilledProcessLeavesInAFolder() throws IOException {
    LocalObjectStore local = LocalObjectStore.of("shop", folder);
    Path inRun = UnfinishedUpload.in(folder.resolve("run"));
    Path inParent = UnfinishedUpload.in(folder);

    assertThat(local.abortUnfinished(S3Uri.of("s3://shop/run/")).join()).isEqualTo(1);

    assertThat(inRun).doesNotExist();
    assertThat(inParent).exists();
  }

  @Test
  void customStoresWriteInMemoryAndNeedNotDelete() {
    byte[][] written = new byte[1][];
    ObjectStore custom =
        new ObjectStore() {
          @Override
          public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
            throw new UnsupportedOperationException();
          }

          @Override
          public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
            written[0] = content;
            return CompletableFuture.completedFuture(null);
          }
        };

    custom.write(uri("x"), out -> out.write(bytes(10)));

    assertThat(written[0]).isEqualTo(bytes(10));
    assertThat(custom.abortUnfinished(uri("x")).join()).isZero();
    assertThatThrownBy(() -> custom.delete(uri("x")).join())
        .hasCauseInstanceOf(StorageException.class)
        .hasMessageContaining("does not delete");
  }
}
