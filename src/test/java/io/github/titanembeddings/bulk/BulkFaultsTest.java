package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.clientWithoutThreads;
import static io.github.titanembeddings.bulk.BulkSamples.items;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.support.client.ClientProtocol;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncBedrockTransport;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.BedrockTransport;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.InvokeReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;

/** Faults of one response over each transport and protocol, in a run with a journal. */
@Timeout(120)
class BulkFaultsTest {
  private static final int ITEMS = 3;
  private static final String HUGE = " ".repeat((1 << 20) + 1);
  private static final String VECTOR = TitanStub.embeddingJson(256);

  private static final Map<ClientProtocol, AsyncTransport> TRANSPORTS =
      new EnumMap<>(ClientProtocol.class);
  private static final List<AutoCloseable> OPENED = new ArrayList<>();
  private static TitanStub stub;

  @TempDir private Path folder;
  private final VirtualTime time = new VirtualTime();
  private final List<BulkOutcome> outcomes = new ArrayList<>();
  private final List<Long> sent = new ArrayList<>();

  @BeforeAll
  static void start() {
    stub = TitanStub.start();
    ConnectionConfig.Builder builder =
        ConnectionConfig.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(stub.endpoint());
    ConnectionConfig connection = builder.build();
    BedrockTransport blocking = BedrockTransport.create(connection);
    AsyncBedrockTransport http1 = AsyncBedrockTransport.create(connection);
    AsyncBedrockTransport http2 =
        AsyncBedrockTransport.create(builder.protocol(Protocol.HTTP2).build());
    OPENED.addAll(List.of(blocking, http1, http2));
    TRANSPORTS.put(
        ClientProtocol.BLOCKING,
        call -> {
          try {
            return CompletableFuture.completedFuture(blocking.invoke(call));
          } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
    TRANSPORTS.put(ClientProtocol.ASYNC_HTTP_1, http1);
    TRANSPORTS.put(ClientProtocol.ASYNC_HTTP_2, http2);
  }

  @BeforeEach
  void reset() {
    stub.reset();
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable opened : OPENED) {
      opened.close();
    }
    stub.close();
  }

  /** Runs the items in virtual time, which each call blocks. */
  private BulkSummary run(ClientProtocol protocol) {
    return run(protocol, ITEMS);
  }

  @SuppressWarnings("NullAway") // the value of a failed call is not used
  private BulkSummary run(ClientProtocol protocol, int count) {
    AsyncTransport transport = Objects.requireNonNull(TRANSPORTS.get(protocol));
    outcomes.clear();
    try (Journal journal = BulkSamples.journal(folder);
        TitanEmbeddingsAsyncClient titan =
            clientWithoutThreads(
                call -> {
                  sent.add(time.nanoTime());
                  CompletableFuture<InvokeReply> reply = transport.invoke(call);
                  reply.exceptionally(failure -> null).join();
                  return reply;
                })) {
      BulkOptions options =
          BulkOptions.builder()
              .journal(journal)
              .maxAttempts(2)
              .deadline(Duration.ofMinutes(10))
              .build();
      try (BulkRun run = BulkSamples.start(titan, options, items(count), time)) {
        try {
          run.stream().forEach(outcomes::add);
        } catch (BulkStoppedException e) {
          assertThat(e).hasCauseInstanceOf(RuntimeException.class);
        }
        return run.summary().orElseThrow();
      }
    }
  }

  private static Stream<Arguments> onEachRoad(Map<String, StubResponse> rows) {
    return Stream.of(ClientProtocol.values())
        .flatMap(
            protocol ->
                rows.entrySet().stream()
                    .map(row -> Arguments.of(protocol, row.getKey(), row.getValue())));
  }

  static Stream<Arguments> passing() {
    StubResponse busy = StubResponse.error(429, "ThrottlingException", "wait");
    StubResponse failed = StubResponse.error(503, "", "no");
    return onEachRoad(
        Map.ofEntries(
            Map.entry("200 throttled", StubResponse.message("Too many requests, please wait")),
            Map.entry("200 5xx", StubResponse.message("Internal server error, please try again.")),
            Map.entry("200 unknown", StubResponse.message("something new")),
            Map.entry("200 not allowed", StubResponse.message("Operation not allowed")),
            Map.entry("huge reply", StubResponse.body(HUGE)),
            Map.entry("huge error", StubResponse.error(400, "ValidationException", HUGE)),
            Map.entry("huge failure", StubResponse.error(503, "", HUGE)),
            Map.entry("encoding", StubResponse.body(VECTOR).header("Content-Encoding", "gzip")),
            Map.entry("429 for a day", busy.header("Retry-After", "86400")),
            Map.entry("503 for a day", failed.header("Retry-After", "86400")),
            Map.entry("503 for ever", failed.header("Retry-After", "99999999999999999999")),
            Map.entry("503 before", failed.header("Retry-After", "-5")),
            Map.entry("no member", StubResponse.body("{}")),
            Map.entry("null member", StubResponse.body("{\"embedding\":null}")),
            Map.entry("cut off", StubResponse.body("{\"embedding\":[1,2")),
            Map.entry("empty", StubResponse.body(""))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("passing")
  void embedsEveryItemInTheNextRun(ClientProtocol protocol, String name, StubResponse response) {
    stub.enqueue(1_000, response);
    assertThat(run(protocol).totals().embedded()).isZero();

    stub.reset();
    BulkSummary resumed = run(protocol);

    assertThat(resumed.end()).isEqualTo(BulkSummary.End.COMPLETED);
    assertThat(resumed.totals().embedded()).isEqualTo(ITEMS);
    assertThat(stub.requestCount()).isEqualTo(ITEMS);
  }

  @ParameterizedTest
  @EnumSource
  void recordsOnlyInvalidInputAsFinal(ClientProtocol protocol) {
    stub.enqueue(StubResponse.message("400 Bad Request: Image exceeds max pixels allowed."));
    assertThat(run(protocol).totals().failedByKind()).containsOnlyKeys(FailureKind.REJECTED);
    assertThat(run(protocol).totals().embedded()).isEqualTo(ITEMS - 1);
    assertThat(stub.requestCount()).isEqualTo(ITEMS);
  }

  static Stream<Arguments> counts() {
    return onEachRoad(
        Map.of(
            "large", StubResponse.body(counted("2000000000")),
            "negative", StubResponse.body(counted("-5")),
            "header", StubResponse.body(VECTOR).header("X-Amzn-Bedrock-Input-Token-Count", "-5")));
  }

  private static String counted(String count) {
    return VECTOR.replaceFirst(
        "\"inputTextTokenCount\":[0-9]+", "\"inputTextTokenCount\":" + count);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("counts")
  void ignoresAnImplausibleTokenCount(
      ClientProtocol protocol, String name, StubResponse implausible) {
    stub.enqueue(ITEMS, implausible);

    assertThat(run(protocol).totals().embedded()).isEqualTo(ITEMS);
    assertThat(outcomes)
        .hasSize(ITEMS)
        .allSatisfy(
            outcome ->
                assertThat(((BulkOutcome.Embedded) outcome).response())
                    .satisfies(
                        response -> assertThat(response.inputTextTokenCount().orElse(0)).isZero(),
                        response -> assertThat(response.inputTokenCount()).isEmpty()));
    assertThat(stub.requestCount()).isEqualTo(ITEMS);
  }

  /** The library's HTTP client hides a delay of more than a minute from the AWS SDK only. */
  @ParameterizedTest
  @EnumSource
  void capsALongRetryAfter(ClientProtocol protocol) {
    stub.enqueue(StubResponse.error(503, "", "no").header("Retry-After", "86400"));

    assertThat(run(protocol, 1).totals().embedded()).isEqualTo(1);

    assertThat(sent).hasSize(2);
    assertThat(Duration.ofNanos(sent.get(1) - sent.get(0))).isEqualTo(Duration.ofMinutes(1));
  }
}
