package io.github.titanembeddings.storage;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Uploads and listings of failing and of minimal stores. */
class StoreFaultsTest {
  private static final S3Uri URI = S3Uri.of("s3://images/a");

  @AutoClose("stop")
  private static final WireMockServer SERVER =
      new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());

  @TempDir private Path folder;
  @AutoClose private static S3AsyncClient client;
  private static S3ObjectStore store;

  @BeforeAll
  static void start() {
    SERVER.start();
    client = S3Server.client("http://localhost:" + SERVER.port());
    store = S3ObjectStore.of(client);
  }

  @ParameterizedTest
  @CsvSource({
    "403, ACCESS_DENIED",
    "404, NOT_FOUND",
    "400, FAILED",
    "503, UNAVAILABLE",
    "500, UNAVAILABLE"
  })
  void mapsStatusesToKinds(int status, StorageException.Kind kind) throws IOException {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status)));

    for (CompletableFuture<?> call : calls()) {
      StorageException failure = Failures.of(call, StorageException.class);
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessageContaining("S3 responded with HTTP " + status);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RANDOM_DATA_THEN_CLOSE", "CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE"})
  void reportsABrokenConnectionAsUnavailable(Fault fault) throws IOException {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withFault(fault)));

    for (CompletableFuture<?> call : calls()) {
      assertThat(Failures.of(call, StorageException.class).kind())
          .isEqualTo(StorageException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void reportsAnUploadListThatDoesNotEnd() {
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(
                ok(
                    "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated>"
                        + "</ListMultipartUploadsResult>")));

    assertThat(Failures.of(store.abortUnfinished(URI), StorageException.class))
        .hasMessageContaining("no marker");
  }

  @Test
  void reportsAnUploadWithoutAnId() {
    SERVER.stubFor(any(anyUrl()).willReturn(ok("<InitiateMultipartUploadResult/>")));

    assertThatThrownBy(() -> store.write(URI, out -> out.write(new byte[9_000_000])))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED))
        .hasMessageContaining("an upload without an ID");
  }

  @Test
  void reportsATimeoutAsUnavailable() {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200).withFixedDelay(60_000)));
    try (S3AsyncClient hasty =
        S3AsyncClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(java.net.URI.create("http://localhost:" + SERVER.port()))
            .forcePathStyle(true)
            .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(100)))
            .build()) {
      StorageException failure =
          Failures.of(S3ObjectStore.of(hasty).read(URI, 0, 1), StorageException.class);
      assertThat(failure.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void cancelsAnUpload() throws IOException {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200).withFixedDelay(60_000)));
    CompletableFuture<Void> upload = upload();
    upload.cancel(true);

    assertThat(upload).isCancelled();
  }

  @Test
  void returnsNoHashOfOtherWritersObjects() {
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(aResponse().withHeader("ETag", "\"v\"").withHeader("Content-Length", "0")));
    assertThat(store.info(URI).join()).isEqualTo(new ObjectInfo(URI, 0, "\"v\"", null));
  }

  @Test
  void listsInPages() {
    String page =
        "<ListBucketResult><Contents><Key>%s</Key><Size>5</Size></Contents>%s</ListBucketResult>";
    String more =
        "<IsTruncated>true</IsTruncated><NextContinuationToken>t/1</NextContinuationToken>";
    SERVER.stubFor(any(anyUrl()).willReturn(ok(page.formatted("b/1", more))));
    SERVER.stubFor(
        any(anyUrl())
            .withQueryParam("continuation-token", equalTo("t/1"))
            .willReturn(ok(page.formatted("b/2", "<IsTruncated>false</IsTruncated>"))));

    ObjectPage first = store.list(S3Uri.of("s3://images/b/"), null).join();
    ObjectPage second = store.list(S3Uri.of("s3://images/b/"), first.next()).join();
    assertThat(first.objects())
        .containsExactly(new ObjectInfo(S3Uri.of("s3://images/b/1"), 5, "", null));
    assertThat(second.objects())
        .containsExactly(new ObjectInfo(S3Uri.of("s3://images/b/2"), 5, "", null));
    assertThat(second.next()).isNull();
  }

  @Test
  void minimalStoreUploadsAndDescribesButDoesNotList() throws IOException {
    LocalObjectStore beneath = LocalObjectStore.of("images", folder.resolve("bucket"));
    ObjectStore simple =
        new ObjectStore() {
          @Override
          public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
            return beneath.read(uri, offset, length);
          }

          @Override
          public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
            return beneath.write(uri, content);
          }
        };
    simple.upload(URI, file(), "").join();

    assertThat(simple.info(URI).join().size()).isEqualTo(7);
    assertThat(simple.info(URI).join().sha256()).isNull();
    assertThat(Failures.of(simple.list(URI, null), StorageException.class))
        .hasMessageContaining("does not list");
    assertThat(Failures.of(simple.upload(URI, folder.resolve("none"), ""), StorageException.class))
        .hasMessageContaining("cannot read");
  }

  @Test
  void failedWriteLeavesTheObjectAndNoOtherFile() throws IOException {
    Path bucket = folder.resolve("bucket");
    LocalObjectStore local = LocalObjectStore.of("images", bucket);
    local.write(URI, "before".getBytes(UTF_8)).join();
    Files.createDirectories(bucket.resolve("b/c"));

    Failures.of(local.write(S3Uri.of("s3://images/b"), new byte[1]), StorageException.class);
    Failures.of(local.upload(URI, folder.resolve("none"), ""), StorageException.class);
    assertThat(bucket.resolve("a")).hasContent("before");
    assertThat(bucket.toFile().list()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void infosAndPagesAreValues() {
    EqualsVerifier.forClass(ObjectInfo.class).withNonnullFields("uri", "version").verify();
    EqualsVerifier.forClass(ObjectPage.class).withNonnullFields("objects").verify();
    ObjectInfo info = new ObjectInfo(URI, 7, "v", null);
    assertThat(info).hasToString("ObjectInfo[s3://images/a, 7 bytes]");
    assertThat(new ObjectPage(List.of(info), "x")).hasToString("ObjectPage[1 objects, more]");
    assertThat(new ObjectPage(List.of(), null)).hasToString("ObjectPage[0 objects]");
  }

  private List<CompletableFuture<?>> calls() throws IOException {
    return List.of(upload(), store.info(URI), store.list(URI, null));
  }

  private CompletableFuture<Void> upload() throws IOException {
    return store.upload(URI, file(), Sha256.of(file()));
  }

  private Path file() throws IOException {
    return Files.writeString(folder.resolve("file"), "content");
  }
}
