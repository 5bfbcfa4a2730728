package io.github.titanembeddings.storage;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.support.TestImages;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Responses that a correct S3 server does not send. */
class S3ResponsesTest {
  private static final S3Uri URI = S3Uri.of("s3://images/a");

  @AutoClose("stop")
  private static final WireMockServer SERVER =
      new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());

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
    "401, ACCESS_DENIED",
    "403, ACCESS_DENIED",
    "404, NOT_FOUND",
    "400, FAILED",
    "301, FAILED",
    "503, UNAVAILABLE",
    "500, UNAVAILABLE"
  })
  void mapsStatusesToKinds(int status, StorageException.Kind kind) {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status)));

    StorageException failure = Failures.of(store.read(URI, 0, 10), StorageException.class);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("S3 responded with HTTP " + status);
    assertThat(failure).hasMessageStartingWith("s3://images/a: ");
  }

  @Test
  void reportsDeniedAccessToAnImageAsAViolation() {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(403)));
    ImageInput image = ImageInput.fromS3(store, "s3://images/a");

    InvalidRequestException refusal =
        Failures.of(
            PreparedRequest.of(EmbeddingRequest.ofImage(image), Runnable::run),
            InvalidRequestException.class);
    assertThat(refusal.violations().get(0).code()).isEqualTo("image.access-denied");
    assertThat(refusal).hasMessageContainingAll("may not be read", "grant s3:GetObject on it");
    assertThat(refusal).hasCauseInstanceOf(StorageException.class);
  }

  @Test
  void failingStoreIsNotAnInvalidRequest() {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
    ImageInput image = ImageInput.fromS3(store, "s3://images/a");

    StorageException failure =
        Failures.of(
            PreparedRequest.of(EmbeddingRequest.ofImage(image), Runnable::run),
            StorageException.class);
    assertThat(failure.isRetryable()).isTrue();
  }

  @Test
  void acceptsAServerWithoutRanges() {
    SERVER.stubFor(any(anyUrl()).willReturn(ok("0123456789").withHeader("ETag", "\"v1\"")));

    assertThat(store.read(URI, 2, 3).join().bytes()).asString().isEqualTo("234");
    assertThat(store.read(URI, 2, 3).join().totalSize()).isEqualTo(10);
    assertThat(store.read(URI, 8, 30).join().bytes()).asString().isEqualTo("89");
    assertThat(store.read(URI, 20, 30).join().bytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 0-2/10",
        "bytes 2-3/10",
        "bytes 2-5/10",
        "bytes 2-4/*",
        "bytes 2-4/4",
        "bytes 2-4",
        "2-4/10",
        "bytes 2-4/99999999999999999999"
      })
  void rejectsAnotherRange(String range) {
    SERVER.stubFor(any(anyUrl()).willReturn(ranged(range, "234")));

    StorageException failure = Failures.of(store.read(URI, 2, 3), StorageException.class);
    assertThat(failure.kind()).isEqualTo(StorageException.Kind.FAILED);
    assertThat(failure)
        .hasMessage(
            "s3://images/a: the range bytes=2-4 was requested, S3 sent Content-Range: " + range);
  }

  @Test
  void rejectsAPartWithoutItsRange() {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(206).withBody("01234")));

    assertThat(Failures.of(store.read(URI, 0, 5), StorageException.class))
        .hasMessageEndingWith("bytes=0-4 was requested, S3 sent a part without Content-Range");
  }

  @ParameterizedTest
  @CsvSource({
    "<IsTruncated>true</IsTruncated>, S3 sent a part of the listing and no token",
    "<Contents><Size>1</Size></Contents>, no key"
  })
  void rejectsListingsThatHideObjects(String content, String problem) {
    SERVER.stubFor(
        any(anyUrl()).willReturn(ok("<ListBucketResult>" + content + "</ListBucketResult>")));

    assertThat(Failures.of(store.list(URI, null), StorageException.class))
        .hasMessageContaining(problem);
  }

  @Test
  void readsTheRequestedRange() {
    SERVER.stubFor(any(anyUrl()).willReturn(ranged("bytes 2-4/10", "234")));
    assertThat(store.read(URI, 2, 3).join().bytes()).asString().isEqualTo("234");
    assertThat(store.read(URI, 2, 3).join().totalSize()).isEqualTo(10);

    SERVER.stubFor(any(anyUrl()).willReturn(ranged("bytes 8-9/10", "89")));
    assertThat(store.read(URI, 8, 3).join().bytes()).asString().isEqualTo("89");
  }

  @Test
  void rejectsABodyOfAnotherLengthThanItsRange() {
    SERVER.stubFor(any(anyUrl()).willReturn(ranged("bytes 2-4/10", "2345".repeat(10_000))));
    assertThat(Failures.of(store.read(URI, 2, 3), StorageException.class))
        .hasMessageContaining("S3 sent more than its bytes");

    SERVER.stubFor(any(anyUrl()).willReturn(ranged("bytes 2-4/10", "23")));
    assertThat(Failures.of(store.read(URI, 2, 3), StorageException.class).kind())
        .isEqualTo(StorageException.Kind.UNAVAILABLE);
  }

  @Test
  void rejectsUnsatisfiableForAnExistingRange() {
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(aResponse().withStatus(416).withHeader("Content-Range", "bytes */10")));

    assertThat(store.read(URI, 10, 3).join().totalSize()).isEqualTo(10);
    assertThat(Failures.of(store.read(URI, 2, 3), StorageException.class))
        .hasMessageContaining("rejected the range from byte 2 of 10 bytes");
  }

  private static ResponseDefinitionBuilder ranged(String range, String body) {
    return aResponse().withStatus(206).withHeader("Content-Range", range).withBody(body);
  }

  @Test
  void boundsErrorsAndListings() {
    String huge = "<ListBucketResult>" + " ".repeat((8 << 20) + 1) + "</ListBucketResult>";
    try (S3ObjectStore own =
        S3ObjectStore.owning(
            S3AsyncClient.builder()
                .endpointOverride(java.net.URI.create("http://localhost:" + SERVER.port()))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .forcePathStyle(true))) {
      SERVER.stubFor(any(anyUrl()).willReturn(ok(huge)));
      assertThat(Failures.of(own.list(URI, null), StorageException.class))
          .hasMessageContaining("expected at most 8,388,608 bytes from S3, got more");
      SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404).withBody(huge)));
      assertThat(Failures.of(own.read(URI, 0, 5), StorageException.class))
          .hasMessageContaining("expected at most 8,388,608 bytes from S3, got more");
      SERVER.stubFor(any(anyUrl()).willReturn(ok(huge)));
      assertThat(own.read(URI, 0, 5).join().bytes()).asString().isEqualTo("<List");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1,5", "0,0", "0,-5", "9223372036854775807,1"})
  void rejectsInvalidRanges(long offset, int length) {
    LocalObjectStore local = LocalObjectStore.of("images", Path.of("none"));
    for (ObjectStore each : List.of(store, local)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> each.read(URI, offset, length))
          .withMessageContaining("offset " + offset + " and length " + length);
    }
  }

  @Test
  void reportsATruncatedResponseAsUnavailable() {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)));

    assertThat(Failures.of(store.read(URI, 0, 10), StorageException.class).kind())
        .isEqualTo(StorageException.Kind.UNAVAILABLE);
  }

  @Test
  void rejectsAnObjectThatChangesBetweenParts() {
    byte[] image = Arrays.copyOf(TestImages.png(5, 5), 100_000);
    ReadOnlyStore changing =
        (uri, offset, length) -> {
          byte[] part =
              Arrays.copyOfRange(
                  image, (int) offset, (int) Math.min(image.length, offset + length));
          return CompletableFuture.completedFuture(
              new ObjectPart(part, image.length, "version at " + offset));
        };

    InvalidRequestException refusal =
        Failures.of(
            PreparedRequest.of(
                EmbeddingRequest.ofImage(ImageInput.fromS3(changing, "s3://images/a")),
                Runnable::run),
            InvalidRequestException.class);
    assertThat(refusal.violations().get(0).code()).isEqualTo("image.changed");
  }
}
