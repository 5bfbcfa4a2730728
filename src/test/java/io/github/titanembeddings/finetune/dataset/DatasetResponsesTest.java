package io.github.titanembeddings.finetune.dataset;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.support.S3Server;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Faulty responses of an S3 server, and interruption while responses are awaited. */
class DatasetResponsesTest {
  private static final byte[] IMAGE = Arrays.copyOf(HeaderOnlyImages.png(300, 300), 100_000);

  @AutoClose("stop")
  private final WireMockServer server =
      new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());

  @AutoClose private S3AsyncClient client;
  private S3ObjectStore store;

  @BeforeEach
  void start() {
    server.start();
    client = S3Server.client("http://localhost:" + server.port());
    store = S3ObjectStore.of(client);
  }

  private DatasetReport validate(ObjectStore images) {
    return SmallDataset.validator(line("a.png", "a"))
        .validation(SmallDataset.manifest("val.jsonl", line("a.png", "b")))
        .images(images)
        .build()
        .validate();
  }

  private static ResponseDefinitionBuilder part(int bytes) {
    return aResponse()
        .withStatus(206)
        .withHeader("Content-Range", "bytes 0-65535/" + IMAGE.length)
        .withHeader("ETag", "\"v\"")
        .withBody(Arrays.copyOf(IMAGE, bytes));
  }

  private void respond(ResponseDefinitionBuilder response) {
    server.stubFor(any(anyUrl()).willReturn(response));
  }

  /** Responds to the request for the last 1,024 bytes. */
  private void respondWithEnd() {
    int from = IMAGE.length - 1024;
    String range = from + "-" + (IMAGE.length - 1);
    server.stubFor(
        get(anyUrl())
            .withHeader("Range", equalTo("bytes=" + range))
            .willReturn(
                aResponse()
                    .withStatus(206)
                    .withHeader("Content-Range", "bytes " + range + "/" + IMAGE.length)
                    .withHeader("ETag", "\"v\"")
                    .withBody(Arrays.copyOfRange(IMAGE, from, IMAGE.length))));
  }

  @ParameterizedTest
  @CsvSource({
    "403, image.access-denied, 1, 1",
    "404, image.not-found, 1, 1",
    "301, image.unreadable, 1, 1",
    "503, image.unavailable, 2, 4",
    "500, image.unavailable, 2, 4"
  })
  void reportsHttpErrorsAsViolations(int status, String code, int least, int most) {
    respond(aResponse().withStatus(status));

    DatasetReport report = validate(store);
    assertThat(SmallDataset.codes(report)).containsOnlyOnce(code).contains("image-ref.unusable");
    assertThat(report.violations().get(0).actual()).contains("S3 responded with HTTP " + status);
    assertThat(server.countRequestsMatching(anyRequestedFor(anyUrl()).build()).getCount())
        .isBetween(least, most);
  }

  @Test
  void retriesThrottledRequests() {
    String scenario = "throttling";
    server.stubFor(
        get(anyUrl())
            .inScenario(scenario)
            .whenScenarioStateIs("Started")
            .willReturn(aResponse().withStatus(503))
            .willSetStateTo("calm"));
    server.stubFor(
        get(anyUrl()).inScenario(scenario).whenScenarioStateIs("calm").willReturn(part(65_536)));
    respondWithEnd();

    assertThat(validate(store).isValid()).isTrue();
  }

  @Test
  void waitsForSlowResponses() {
    respond(part(65_536).withChunkedDribbleDelay(4, 200));
    respondWithEnd();

    DatasetReport report = validate(store);
    assertThat(report.isValid()).isTrue();
    assertThat(report.statistics().imageBytes().max()).isEqualTo(IMAGE.length);
  }

  @Test
  void distinguishesIncompleteResponsesFromTruncatedImages() {
    respond(part(40));
    assertThat(validate(store).violations().get(0).message())
        .contains("the range bytes=0-65535 ended after 40 bytes")
        .contains("image.unavailable");

    respond(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE));
    assertThat(SmallDataset.codes(validate(store))).contains("image.unavailable");
  }

  @Test
  void reportsManifestWithoutReadPermission() {
    respond(aResponse().withStatus(403));
    DatasetReport report =
        SmallDataset.validator()
            .training(DatasetManifest.fromS3(store, "s3://images/train.jsonl"))
            .build()
            .validate();

    assertThat(SmallDataset.codes(report)).containsExactly("file.access-denied");
    assertThat(report.violations().get(0).remedy()).contains("s3:GetObject");
  }

  @Test
  void reportsImageThatChangesWhileRead() {
    byte[] deep = HeaderOnlyImages.jpeg(300, 300, 3, 200_000);
    ObjectStore changing =
        reading(
            (offset, length) ->
                CompletableFuture.completedFuture(
                    new ObjectPart(
                        Arrays.copyOfRange(
                            deep, (int) offset, (int) Math.min(offset + length, deep.length)),
                        deep.length,
                        "v" + offset)));

    assertThat(SmallDataset.codes(validate(changing))).contains("image.changed");
  }

  @Test
  void distinguishesResponseWithoutBytesFromEmptyManifest() {
    ObjectStore empty =
        reading(
            (offset, length) ->
                CompletableFuture.completedFuture(new ObjectPart(new byte[0], 1_000, "v")));
    DatasetReport report =
        DatasetValidator.builder()
            .training(DatasetManifest.fromS3(empty, "s3://images/train.jsonl"))
            .build()
            .validate();

    assertThat(SmallDataset.codes(report))
        .contains("file.unavailable")
        .doesNotContain("file.empty");
  }

  @Test
  void throwsUnexpectedExceptionOfStore() {
    ObjectStore faulty =
        reading((offset, length) -> CompletableFuture.failedFuture(new IllegalStateException("x")));

    assertThatThrownBy(() -> validate(faulty))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("x");
  }

  @Test
  void limitsImagesInFlightAndCancelsThemOnInterruption() throws Exception {
    Set<CompletableFuture<ObjectPart>> open = ConcurrentHashMap.newKeySet();
    CountDownLatch full = new CountDownLatch(256);
    ObjectStore hanging =
        reading(
            (offset, length) -> {
              CompletableFuture<ObjectPart> future = new CompletableFuture<>();
              open.add(future);
              full.countDown();
              return future;
            });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                SmallDataset.validator(SmallDataset.lines(0, 400))
                    .images(hanging)
                    .build()
                    .validate();
              } catch (TransportException e) {
                thrown.set(e);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
            });
    thread.start();
    full.await();
    thread.interrupt();
    thread.join();

    assertThat(open).hasSize(256).allMatch(CompletableFuture::isCancelled);
    assertThat(thrown.get())
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.INTERRUPTED));
  }

  @Test
  void rejectsInterruptedThread() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> SmallDataset.validator(SmallDataset.lines(0, 3)).build().validate())
          .isInstanceOf(TransportException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private interface Reading {
    CompletableFuture<ObjectPart> read(long offset, int length);
  }

  private static ReadOnlyStore reading(Reading reading) {
    return (uri, offset, length) -> reading.read(offset, length);
  }
}
