package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.GOOD;
import static io.github.titanembeddings.bulk.BulkSamples.clientWithoutThreads;
import static io.github.titanembeddings.bulk.BulkSamples.failure;
import static io.github.titanembeddings.bulk.BulkSamples.good;
import static io.github.titanembeddings.bulk.BulkSamples.items;
import static io.github.titanembeddings.bulk.BulkSamples.keys;
import static io.github.titanembeddings.bulk.BulkSamples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No single response may stall a run, exceed its quota, or lose an item; in virtual time. */
@Timeout(120)
class OneReplyTest {
  private static final String VECTOR =
      TitanStub.embeddingJson(256).replaceAll(",?\"inputTextTokenCount\":\\d+", "");

  @TempDir private Path folder;

  private final VirtualTime time = new VirtualTime();
  private final List<BulkOutcome> outcomes = new ArrayList<>();

  private Duration embed(BulkOptions options, List<BulkItem> items, AsyncTransport transport) {
    long start = time.nanoTime();
    try (TitanEmbeddingsAsyncClient titan = clientWithoutThreads(transport);
        BulkRun run = BulkSamples.start(titan, options, items, time)) {
      run.stream().forEach(outcomes::add);
    }
    return Duration.ofNanos(time.nanoTime() - start);
  }

  private static InvokeReply reply(String count) {
    return InvokeReply.ofJson(
        VECTOR.replaceAll("}\\s*$", ",\"inputTextTokenCount\":" + count + "}"));
  }

  private static CompletableFuture<InvokeReply> putOff(
      ServiceException.Kind kind, int status, Duration retryAfter) {
    return CompletableFuture.failedFuture(
        ServiceException.builder(kind, "wait").statusCode(status).retryAfter(retryAfter).build());
  }

  static Stream<Arguments> delays() {
    return Stream.of(
            Duration.ofDays(1),
            Duration.ofSeconds(Integer.MAX_VALUE),
            Duration.ofSeconds(Long.MAX_VALUE))
        .flatMap(
            delay ->
                Stream.of(
                    Arguments.of(ServiceException.Kind.THROTTLED, 429, delay),
                    Arguments.of(ServiceException.Kind.UNAVAILABLE, 503, delay)));
  }

  @ParameterizedTest
  @MethodSource("delays")
  void oneRetryAfterDoesNotStallTheRun(ServiceException.Kind kind, int status, Duration delay) {
    AtomicInteger calls = new AtomicInteger();

    Duration elapsed =
        embed(
            BulkOptions.defaults(),
            items(20),
            call -> calls.incrementAndGet() == 1 ? putOff(kind, status, delay) : good());

    assertThat(outcomes).hasSize(20).allMatch(o -> o instanceof BulkOutcome.Embedded);
    assertThat(elapsed).isBetween(Duration.ofSeconds(60), Duration.ofHours(1));
  }

  @ParameterizedTest
  @MethodSource("delays")
  void maxRetryDelayCapsRetryAfter(ServiceException.Kind kind, int status, Duration delay) {
    for (Duration maxDelay :
        List.of(BulkOptions.defaults().maxRetryDelay(), Duration.ofSeconds(5))) {
      List<Long> sent = new ArrayList<>();
      embed(
          BulkOptions.builder().maxRetryDelay(maxDelay).build(),
          items(1),
          call -> {
            sent.add(time.nanoTime());
            return sent.size() == 1 ? putOff(kind, status, delay) : good();
          });

      assertThat(sent).hasSize(2);
      assertThat(sent.get(1) - sent.get(0)).isEqualTo(maxDelay.toNanos());
    }
    assertThat(BulkOptions.defaults().maxRetryDelay()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void noDelayOutlastsTheDeadline() {
    AtomicInteger calls = new AtomicInteger();

    Duration elapsed =
        embed(
            BulkOptions.builder()
                .maxRetryDelay(Duration.ofDays(7))
                .deadline(Duration.ofMinutes(2))
                .maxInFlight(1)
                .build(),
            items(3),
            call ->
                calls.incrementAndGet() == 1
                    ? putOff(ServiceException.Kind.THROTTLED, 429, Duration.ofDays(1))
                    : good());

    assertThat(outcomes).hasSize(3).filteredOn(o -> o instanceof BulkOutcome.Embedded).hasSize(2);
    assertThat(elapsed).isBetween(Duration.ofMinutes(2), Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void repeatedDelaysEndAtTheDeadline(int status) {
    ServiceException.Kind kind =
        status == 429 ? ServiceException.Kind.THROTTLED : ServiceException.Kind.UNAVAILABLE;

    Duration elapsed =
        embed(
            BulkOptions.builder().deadline(Duration.ofMinutes(2)).maxAttempts(1_000).build(),
            items(3),
            call -> putOff(kind, status, Duration.ofDays(1)));

    assertThat(outcomes).hasSize(3).allMatch(o -> o instanceof BulkOutcome.Failed);
    assertThat(elapsed).isLessThan(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2000000000", "2147483647", "8193", "99999999999", "-1000", "-2147483648"})
  void implausibleCountNeitherStallsNorLiftsTheQuota(String count) {
    BulkOptions options = BulkOptions.builder().quota(Quota.perMinute(60_000, 60)).build();

    Duration elapsed =
        embed(options, items(10), call -> CompletableFuture.completedFuture(reply(count)));

    assertThat(outcomes).hasSize(10);
    assertThat(outcomes)
        .allSatisfy(
            outcome ->
                assertThat(((BulkOutcome.Embedded) outcome).response().inputTextTokenCount())
                    .isEmpty());
    assertThat(elapsed)
        .as("9 times the 2 estimated tokens of a text, at one a second")
        .isBetween(Duration.ofSeconds(17), Duration.ofHours(1));
  }

  @Test
  void aPlausibleCountReplacesTheEstimate() {
    BulkOptions options = BulkOptions.builder().quota(Quota.perMinute(60_000, 60)).build();

    Duration elapsed =
        embed(options, items(10), call -> CompletableFuture.completedFuture(reply("10")));

    assertThat(outcomes).hasSize(10);
    assertThat(elapsed)
        .as("9 times the 10 tokens of a text, at one a second")
        .isBetween(Duration.ofSeconds(80), Duration.ofSeconds(100));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
            "",
            "null",
            "[]",
            "{}",
            "{\"embedding\":null}",
            "{\"embedding\":[]}",
            "{\"embedding\":[1]}",
            "{\"inputTextTokenCount\":5}",
            "<html>busy</html>")
        .map(
            body ->
                Arguments.of(body, CompletableFuture.completedFuture(InvokeReply.ofJson(body))));
  }

  static Stream<Arguments> delayedFaults() {
    return delays()
        .map(Arguments::get)
        .map(
            row ->
                Arguments.of(
                    row[1] + " after " + row[2],
                    putOff((ServiceException.Kind) row[0], (int) row[1], (Duration) row[2])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"faults", "delayedFaults"})
  void embedsEveryItemInTheNextRun(String name, CompletableFuture<InvokeReply> fault) {
    try (Journal journal = BulkSamples.journal(folder)) {
      embed(
          BulkOptions.builder()
              .journal(journal)
              .maxAttempts(2)
              .deadline(Duration.ofMinutes(2))
              .build(),
          items(5),
          call -> fault);
      assertThat(journal.embedded()).isZero();
    }
    assertThat(outcomes).hasSize(5).allMatch(o -> o instanceof BulkOutcome.Failed);
    outcomes.clear();

    try (Journal journal = BulkSamples.journal(folder)) {
      embed(BulkOptions.builder().journal(journal).build(), items(5), call -> good());
      assertThat(journal.embedded()).isEqualTo(5);
      assertThat(journal.failed()).isZero();
    }
    assertThat(outcomes).extracting(BulkOutcome::key).containsExactlyInAnyOrderElementsOf(keys(5));
    assertThat(outcomes).allMatch(o -> o instanceof BulkOutcome.Embedded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2000000000", "-5", "0", "null", "\"7\"", "7.5"})
  void neitherJournalsNorRetriesAnImplausibleCount(String count) {
    AtomicInteger calls = new AtomicInteger();
    for (int run = 0; run < 2; run++) {
      outcomes.clear();
      try (Journal journal = BulkSamples.journal(folder)) {
        embed(
            BulkOptions.builder().journal(journal).build(),
            items(5),
            call -> {
              calls.incrementAndGet();
              return CompletableFuture.completedFuture(reply(count));
            });
      }
      assertThat(outcomes)
          .hasSize(5)
          .allSatisfy(
              outcome ->
                  assertThat(
                          ((BulkOutcome.Embedded) outcome)
                              .response()
                              .inputTextTokenCount()
                              .orElse(-1))
                      .isEqualTo(count.equals("0") ? 0 : -1));
    }
    assertThat(calls).hasValue(5);
  }

  private void embedUntilStopped(
      BulkOptions options, List<BulkItem> items, AsyncTransport transport) {
    assertThatExceptionOfType(BulkStoppedException.class)
        .isThrownBy(() -> embed(options, items, transport));
  }

  private List<String> embedded() {
    return outcomes.stream()
        .filter(BulkOutcome.Embedded.class::isInstance)
        .map(BulkOutcome::key)
        .toList();
  }

  /** The failed item frees enough memory for the third, but the stopped run does not send it. */
  @Test
  void aFatalFailureKeepsTheResponsesOfItemsInFlight() {
    embedUntilStopped(
        BulkOptions.builder().memoryBudget(300).build(),
        items(3),
        call ->
            text(call).equals("text 0")
                ? time.after(100, GOOD)
                    .thenCompose(reply -> failure(ServiceException.Kind.ACCESS_DENIED, 403))
                : time.after(800, GOOD));

    assertThat(outcomes).hasSize(3);
    assertThat(embedded()).containsExactly("key-1");
  }

  @Test
  void anErrorKeepsAResponseThatArrivesWithIt() {
    CompletableFuture<InvokeReply> broken = new CompletableFuture<>();
    CompletableFuture<InvokeReply> embedded = new CompletableFuture<>();
    embedUntilStopped(
        BulkOptions.defaults(),
        items(3),
        call -> {
          if (text(call).equals("text 2")) {
            broken.completeExceptionally(new StackOverflowError("deep"));
            embedded.complete(GOOD);
          }
          return text(call).equals("text 1") ? embedded : broken;
        });

    assertThat(outcomes).hasSize(3);
    assertThat(embedded()).containsExactly("key-1");
  }

  @Test
  void anErrorYieldsOneOutcomePerDuplicate() {
    try (Journal journal = Journal.open(folder.resolve("items.journal"), ModelId.onDemand())) {
      embedUntilStopped(
          BulkOptions.builder().journal(journal).build(),
          List.of(
              BulkItem.of("a", EmbeddingRequest.ofText("same")),
              BulkItem.of("b", EmbeddingRequest.ofText("same")),
              BulkSamples.item(2)),
          call ->
              text(call).equals("same")
                  ? new CompletableFuture<>()
                  : CompletableFuture.failedFuture(new StackOverflowError("deep")));
    }

    assertThat(outcomes).extracting(BulkOutcome::key).containsExactlyInAnyOrder("a", "b", "key-2");
  }
}
