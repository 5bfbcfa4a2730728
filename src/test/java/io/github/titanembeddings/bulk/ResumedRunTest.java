package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.GOOD;
import static io.github.titanembeddings.bulk.BulkSamples.clientWithoutThreads;
import static io.github.titanembeddings.bulk.BulkSamples.failure;
import static io.github.titanembeddings.bulk.BulkSamples.items;
import static io.github.titanembeddings.bulk.BulkSamples.keys;
import static io.github.titanembeddings.bulk.BulkSamples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.ServiceException.Kind;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.BedrockTransport;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/** Failures of the service in a run, and the recovery in the next run with the journal. */
@Timeout(120)
class ResumedRunTest {
  private static final int ITEMS = 3;
  private static final int ATTEMPTS = 3;

  @AutoClose private static TitanStub stub;
  @AutoClose private static BedrockTransport transport;

  @TempDir private Path folder;
  private final VirtualTime time = new VirtualTime();
  private final List<BulkOutcome> outcomes = new ArrayList<>();

  @BeforeAll
  static void start() {
    stub = TitanStub.start();
    transport =
        BedrockTransport.create(
            ConnectionConfig.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .endpointOverride(stub.endpoint())
                .build());
  }

  @BeforeEach
  void reset() {
    stub.reset();
  }

  private static CompletableFuture<InvokeReply> invoke(InvokeCall call) {
    try {
      return CompletableFuture.completedFuture(transport.invoke(call));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Runs items over real HTTP in virtual time, one call after the other. */
  private BulkSummary run(List<BulkItem> items) {
    outcomes.clear();
    try (Journal journal = BulkSamples.journal(folder);
        TitanEmbeddingsAsyncClient titan = clientWithoutThreads(ResumedRunTest::invoke);
        BulkRun run = start(titan, journal, items)) {
      try {
        run.stream().forEach(outcomes::add);
      } catch (BulkStoppedException e) {
        Throwable reason = Objects.requireNonNull(e.getCause());
        assertThat(e).hasMessageContaining(String.valueOf(reason.getMessage()));
      }
      assertThat(outcomes).extracting(BulkOutcome::key).doesNotHaveDuplicates();
      return run.summary().orElseThrow();
    }
  }

  private BulkRun start(TitanEmbeddingsAsyncClient titan, Journal journal, List<BulkItem> items) {
    BulkOptions options = BulkOptions.builder().journal(journal).maxAttempts(ATTEMPTS).build();
    return BulkSamples.start(titan, options, items, time);
  }

  /** A failure of the service, and the requests of a run in which it is the only response. */
  record Outage(StubResponse response, BulkSummary.End end, long least, long most) {
    private static Outage retried(StubResponse response) {
      long requests = (long) ITEMS * ATTEMPTS;
      return new Outage(response, BulkSummary.End.COMPLETED, requests, requests);
    }

    private static Outage notRetried(StubResponse response) {
      return new Outage(response, BulkSummary.End.COMPLETED, ITEMS, ITEMS);
    }

    private static Outage stops(StubResponse response) {
      return new Outage(response, BulkSummary.End.BROKEN, 1, 1);
    }

    /** The second attempt follows the first attempts of the other items. */
    private static Outage stopsAfterTwoAttempts(StubResponse response) {
      return new Outage(response, BulkSummary.End.BROKEN, 2, ITEMS + 1);
    }

    @Override
    public String toString() {
      return response + " " + end;
    }
  }

  private static StubResponse refused(String message) {
    return StubResponse.error(400, "ValidationException", message);
  }

  private static StubResponse denied(String type) {
    return StubResponse.error(403, type, "no");
  }

  static Stream<Outage> transientFailures() {
    return Stream.of(
            StubResponse.message("Internal server error, please try again."),
            StubResponse.body("{\"embedding\":null,\"message\":\"Service unavailable\"}"),
            StubResponse.message("something that nobody knows"),
            StubResponse.body("{\"message\":{\"code\":7}}"),
            StubResponse.error(424, "ModelErrorException", "no"),
            StubResponse.error(500, "InternalServerException", "no"),
            StubResponse.error(400, "ValidationException", "Internal server error"),
            StubResponse.body("<html>busy</html>"))
        .map(Outage::retried);
  }

  static Stream<Outage> unknownRefusals() {
    return Stream.of(
            refused("something that nobody knows"),
            refused("400 Bad Request: "),
            StubResponse.error(413, "", "no"),
            StubResponse.error(418, "", "no"))
        .map(Outage::notRetried);
  }

  static Stream<Outage> sharedFailures() {
    return Stream.concat(
        Stream.of(
                refused("Operation not allowed"),
                refused("The provided model identifier is invalid."),
                refused("Invocation of model ID x with on-demand throughput isn't supported."),
                refused("Malformed input request: #: required key [messages] not found"),
                StubResponse.message("Operation not allowed"),
                StubResponse.message("Too many tokens per day, please wait before trying again."),
                denied("AccessDeniedException"),
                StubResponse.error(
                    403, "AccessDeniedException", "Invalid API Key format: Must start"),
                StubResponse.error(404, "ResourceNotFoundException", "no"),
                StubResponse.error(400, "ServiceQuotaExceededException", "no"),
                StubResponse.error(
                    429, "ThrottlingException", "Too many tokens per day, please wait"),
                StubResponse.error(302, "", ""),
                StubResponse.error(407, "", ""))
            .map(Outage::stops),
        Stream.of(
                denied("ExpiredTokenException"),
                denied("UnrecognizedClientException"),
                denied("InvalidSignatureException"))
            .map(Outage::stopsAfterTwoAttempts));
  }

  static Stream<Outage> outages() {
    return Stream.of(transientFailures(), unknownRefusals(), sharedFailures()).flatMap(o -> o);
  }

  @ParameterizedTest
  @MethodSource("outages")
  void theNextRunEmbedsEveryItem(Outage outage) {
    stub.enqueue(1_000, outage.response());
    BulkSummary first = run(items(ITEMS));

    assertThat(first.end()).isEqualTo(outage.end());
    assertThat(first.totals().embedded()).isZero();
    assertThat(stub.requestCount()).isBetween(outage.least(), outage.most());

    stub.reset();
    BulkSummary second = run(items(ITEMS));

    assertThat(second.end()).isEqualTo(BulkSummary.End.COMPLETED);
    assertThat(second.totals().embedded()).isEqualTo(ITEMS);
    assertThat(stub.requestCount()).isEqualTo(ITEMS);
  }

  @ParameterizedTest
  @MethodSource("transientFailures")
  void aShortOutageLosesNoItem(Outage outage) {
    stub.enqueue(outage.response());

    assertThat(run(items(ITEMS)).totals().embedded()).isEqualTo(ITEMS);
    assertThat(stub.requestCount()).isEqualTo(ITEMS + 1);
  }

  @Test
  void throttlingWithStatus200IsNotCountedAsAnAttempt() {
    stub.enqueue(20, StubResponse.message("Too many requests, please wait before trying again."));

    BulkSummary summary = run(items(ITEMS));

    assertThat(summary.totals().embedded()).isEqualTo(ITEMS);
    assertThat(summary.totals().throttled()).isEqualTo(20);
    assertThat(stub.requestCount()).isEqualTo(ITEMS + 20);
  }

  static Stream<StubResponse> faultsOfTheInput() {
    return Stream.of(
        refused("400 Bad Request: Image exceeds max pixels allowed."),
        refused("Malformed input request, please reformat your input and try again."),
        StubResponse.message("400 Bad Request: Too many input tokens."),
        StubResponse.error(424, "ModelErrorException", "Image exceeds max pixels allowed."),
        StubResponse.error(500, "InternalServerException", "Image exceeds max pixels allowed."));
  }

  @ParameterizedTest
  @MethodSource("faultsOfTheInput")
  void invalidInputIsFinalWhateverTheStatus(StubResponse response) {
    stub.enqueue(response);
    BulkSummary first = run(items(ITEMS));
    BulkSummary second = run(items(ITEMS));

    assertThat(first.totals().failedByKind()).containsOnlyKeys(FailureKind.REJECTED);
    assertThat(second.totals().embedded()).isEqualTo(ITEMS - 1);
    assertThat(stub.requestCount()).isEqualTo(ITEMS);
  }

  @ParameterizedTest
  @MethodSource("sharedFailures")
  void aRunFatalFailureIsTheReasonForTheEnd(Outage outage) {
    stub.enqueue(1_000, outage.response());
    BulkSummary summary = run(items(200));

    assertThat(summary.end()).isEqualTo(BulkSummary.End.BROKEN);
    assertThat(summary.failure()).isInstanceOf(ServiceException.class);
    assertThat(summary.totals().failedByKind().get(FailureKind.RUN_FATAL)).isEqualTo(1);
    try (Journal journal = BulkSamples.journal(folder)) {
      assertThat(journal.failed()).as("only the item that was sent").isEqualTo(1);
    }
  }

  /** Many calls are in flight over the asynchronous client when the credentials expire. */
  @Test
  void expiredCredentialsStopTheRunAndTheNextOneResumes() {
    int count = 400;
    BulkOptions.Builder options = BulkOptions.builder().maxInFlight(16);
    try (Journal journal = BulkSamples.journal(folder)) {
      BulkEmbedder embedder = BulkEmbedder.of(stub.asyncClient(), options.journal(journal).build());

      BulkStoppedException stopped =
          assertThrows(
              BulkStoppedException.class, () -> embedder.embed(items(count), this::expireAt50));

      assertThat(stopped.getCause())
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ACCESS_DENIED));
      assertThat(stopped)
          .hasMessageContaining("ExpiredTokenException")
          .hasMessageContaining("Renew or correct the credentials.");
      long refused = stub.requestCount() - journal.embedded();
      assertThat(refused).isBetween(2L, 2 * 16L);
      assertThat(journal.failed()).isBetween(1L, 16L);
      assertThat(outcomes).extracting(BulkOutcome::key).doesNotHaveDuplicates();

      stub.reset();
      long left = count - journal.embedded();
      outcomes.clear();
      embedder.embed(items(count), outcomes::add);
      assertThat(stub.requestCount()).isEqualTo(left);
      assertThat(journal.embedded()).isEqualTo(count);
      assertThat(outcomes)
          .extracting(BulkOutcome::key)
          .containsExactlyInAnyOrderElementsOf(keys(count));
    }
  }

  private void expireAt50(BulkOutcome outcome) {
    outcomes.add(outcome);
    if (outcomes.size() == 50) {
      stub.enqueue(
          10_000,
          StubResponse.error(403, "ExpiredTokenException", "The security token is expired"));
    }
  }

  @Test
  void missingCredentialsStopTheRunBeforeAnythingIsSent() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create(
              "Unable to load credentials from any of the providers in the chain");
        };
    try (Journal journal = BulkSamples.journal(folder);
        TitanEmbeddingsAsyncClient titan =
            stub.asyncClientBuilder().credentialsProvider(none).build()) {
      BulkEmbedder embedder =
          BulkEmbedder.of(titan, BulkOptions.builder().maxInFlight(4).journal(journal).build());

      assertThatThrownBy(() -> embedder.embed(items(200), outcomes::add))
          .isInstanceOf(BulkStoppedException.class)
          .hasMessageContaining("credentials")
          .hasCauseInstanceOf(TransportException.class);
      assertThat(journal.failed()).isBetween(1L, 4L);
      assertThat(stub.requestCount()).isZero();
    }
    assertThat(run(items(200)).totals().embedded()).isEqualTo(200);
  }

  @Test
  void callsInFlightKeepTheirOutcomeWhenTheRunStops() {
    try (Journal journal = BulkSamples.journal(folder);
        TitanEmbeddingsAsyncClient titan =
            clientWithoutThreads(
                call ->
                    text(call).equals("text 0")
                        ? time.after(100, GOOD)
                            .thenCompose(ignored -> failure(Kind.ACCESS_DENIED, 403))
                        : time.after(800, GOOD));
        BulkRun run = start(titan, journal, items(ITEMS))) {
      assertThatThrownBy(() -> run.stream().forEach(outcomes::add))
          .isInstanceOf(BulkStoppedException.class);

      assertThat(run.summary().orElseThrow().totals().embedded()).isEqualTo(ITEMS - 1);
      assertThat(journal.embedded()).isEqualTo(ITEMS - 1);
      assertThat(outcomes).extracting(BulkOutcome::key).containsOnlyOnceElementsOf(keys(ITEMS));
    }
  }

  @Test
  void duplicatesOfARunFatalItemAreStopped() {
    List<BulkItem> same =
        keys(ITEMS).stream().map(key -> BulkItem.of(key, EmbeddingRequest.ofText("a"))).toList();
    try (Journal journal = BulkSamples.journal(folder);
        TitanEmbeddingsAsyncClient titan =
            clientWithoutThreads(
                call ->
                    time.after(100, GOOD)
                        .thenCompose(ignored -> failure(Kind.ACCESS_DENIED, 403)));
        BulkRun run = start(titan, journal, same)) {
      assertThatThrownBy(() -> run.stream().forEach(outcomes::add))
          .isInstanceOf(BulkStoppedException.class);

      assertThat(run.summary().orElseThrow().totals().failedByKind())
          .containsOnly(entry(FailureKind.RUN_FATAL, 1L), entry(FailureKind.STOPPED, ITEMS - 1L));
      assertThat(journal.failed()).isEqualTo(1);
    }
  }

  /** The retry uses credentials that were renewed in the meantime. */
  @Test
  void retriesOneRejectedSignature() {
    stub.enqueue(denied("ExpiredTokenException"));

    BulkSummary summary = run(items(ITEMS));

    assertThat(summary.end()).isEqualTo(BulkSummary.End.COMPLETED);
    assertThat(summary.totals().embedded()).isEqualTo(ITEMS);
    assertThat(stub.requestCount()).isEqualTo(ITEMS + 1);
  }
}
