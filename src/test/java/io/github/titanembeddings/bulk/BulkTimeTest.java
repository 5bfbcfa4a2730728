package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.GOOD;
import static io.github.titanembeddings.bulk.BulkSamples.clientWithoutThreads;
import static io.github.titanembeddings.bulk.BulkSamples.failure;
import static io.github.titanembeddings.bulk.BulkSamples.good;
import static io.github.titanembeddings.bulk.BulkSamples.items;
import static io.github.titanembeddings.bulk.BulkSamples.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delays, deadlines and pacing, in virtual time. */
@Timeout(120)
class BulkTimeTest {
  private final VirtualTime time = new VirtualTime();
  private final List<Long> sent = new CopyOnWriteArrayList<>();
  private final List<BulkOutcome> outcomes = new ArrayList<>();

  /** Runs items in virtual time, with the shortest delays. */
  private BulkSummary embed(BulkOptions options, int count, AsyncTransport transport) {
    return embed(options, items(count), transport);
  }

  private BulkSummary embed(BulkOptions options, List<BulkItem> items, AsyncTransport transport) {
    try (TitanEmbeddingsAsyncClient titan =
            clientWithoutThreads(
                call -> {
                  sent.add(time.nanoTime());
                  return transport.invoke(call);
                });
        BulkRun run = BulkSamples.start(titan, options, items, time)) {
      run.stream().forEach(outcomes::add);
      return run.summary().orElseThrow();
    }
  }

  private long waited(int from, int to) {
    return Math.round((sent.get(to) - sent.get(from)) / 1e6);
  }

  @Test
  void delaysDoubleFromHalfASecond() {
    AtomicInteger calls = new AtomicInteger();
    BulkSummary summary =
        embed(
            BulkOptions.defaults(),
            1,
            call ->
                calls.incrementAndGet() < 5
                    ? failure(ServiceException.Kind.UNAVAILABLE, 503)
                    : good());

    assertThat(summary.totals().embedded()).isEqualTo(1);
    assertThat(summary.totals().retried()).isEqualTo(4);
    assertThat(sent).hasSize(5);
    assertThat(List.of(waited(0, 1), waited(1, 2), waited(2, 3), waited(3, 4)))
        .containsExactly(250L, 500L, 1000L, 2000L);
  }

  @Test
  void delaysAreAtMostTwentySeconds() {
    BulkSummary summary =
        embed(
            BulkOptions.builder().maxAttempts(9).build(),
            1,
            call -> failure(ServiceException.Kind.UNAVAILABLE, 503));

    assertThat(summary.totals().failed()).isEqualTo(1);
    assertThat(sent).hasSize(9);
    assertThat(List.of(waited(4, 5), waited(5, 6), waited(6, 7), waited(7, 8)))
        .as("minimum jitter halves the delays")
        .containsExactly(4_000L, 8_000L, 10_000L, 10_000L);
  }

  @Test
  void retryAfterDelaysAllItems() {
    AtomicInteger calls = new AtomicInteger();
    ServiceException wait =
        ServiceException.builder(ServiceException.Kind.THROTTLED, "wait")
            .statusCode(429)
            .retryAfter(Duration.ofSeconds(30))
            .build();
    BulkSummary summary =
        embed(
            BulkOptions.builder().maxInFlight(1).build(),
            3,
            call -> calls.incrementAndGet() == 1 ? CompletableFuture.failedFuture(wait) : good());

    assertThat(summary.totals().embedded()).isEqualTo(3);
    assertThat(summary.totals().throttled()).isEqualTo(1);
    assertThat(waited(0, 1)).isGreaterThanOrEqualTo(30_000);
  }

  @Test
  void followsALeaseThatChangesAndLapses() {
    Quota share = Quota.leased(time);
    double tokens = Double.POSITIVE_INFINITY;
    AtomicInteger calls = new AtomicInteger();
    share.lease(60, tokens, Duration.ofMillis(5_500));

    BulkSummary summary =
        embed(
            BulkOptions.builder().quota(share).maxInFlight(1).build(),
            12,
            call -> {
              if (calls.incrementAndGet() == 3) {
                share.lease(240, tokens, Duration.ofSeconds(1));
                CompletableFuture<Void> unused =
                    time.after(61_000, share)
                        .thenAccept(s -> s.lease(6_000, tokens, Duration.ofDays(1)));
              }
              return good();
            });

    assertThat(summary.totals().embedded()).isEqualTo(12);
    assertThat(waited(0, 2)).as("1 request per second").isBetween(2_000L, 2_200L);
    assertThat(waited(2, 5)).as("4 requests per second").isEqualTo(750L);
    assertThat(waited(2, 6)).as("nothing after the lease").isBetween(61_000L, 61_200L);
    assertThat(waited(6, 11)).as("100 requests per second").isBetween(50L, 60L);
  }

  @Test
  void failsAfterTheMaximumAttempts() {
    BulkSummary summary =
        embed(
            BulkOptions.builder().maxAttempts(3).build(),
            1,
            call -> failure(ServiceException.Kind.UNAVAILABLE, 500));

    assertThat(sent).hasSize(3);
    assertThat(summary.totals().failedByKind()).containsEntry(FailureKind.SERVICE, 1L);
  }

  @Test
  void failsAtTheDeadlineWithoutAResponse() {
    List<CompletableFuture<?>> calls = new CopyOnWriteArrayList<>();
    long start = time.nanoTime();
    BulkSummary summary =
        embed(
            BulkOptions.builder().deadline(Duration.ofMinutes(3)).build(),
            2,
            call -> {
              CompletableFuture<InvokeReply> never = new CompletableFuture<>();
              calls.add(never);
              return never;
            });

    assertThat(summary.totals().failedByKind()).containsEntry(FailureKind.TRANSPORT, 2L);
    assertThat(calls).hasSize(2).allMatch(CompletableFuture::isCancelled);
    assertThat(time.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMinutes(3).toNanos());
    assertThat(outcomes)
        .allSatisfy(
            outcome -> {
              RuntimeException failure = ((BulkOutcome.Failed) outcome).exception();
              assertThat(failure).isInstanceOf(TransportException.class);
              assertThat(failure).hasMessageContaining("no response within PT3M");
            });
  }

  @Test
  void waitingForASlotOrTheQuotaDoesNotCount() {
    BulkSummary summary =
        embed(
            BulkOptions.builder()
                .quota(Quota.perMinute(1))
                .maxInFlight(4)
                .deadline(Duration.ofSeconds(10))
                .build(),
            8,
            call -> good());

    assertThat(summary.totals().embedded()).isEqualTo(8);
  }

  /** Two at a time are read for 0.3 s and embedded in 0.8 s while the others are queued. */
  @Test
  void theDeadlineStartsWithTheSlot() {
    ImageInput image = ImageInput.fromS3(new SlowStore(time, 300), "s3://bucket/a.png");
    List<BulkItem> items =
        keys(6).stream().map(key -> BulkItem.of(key, EmbeddingRequest.ofImage(image))).toList();
    BulkOptions options =
        BulkOptions.builder().maxInFlight(2).deadline(Duration.ofMillis(1200)).build();

    BulkSummary summary = embed(options, items, call -> time.after(800, GOOD));

    assertThat(summary.totals().embedded()).isEqualTo(6);
  }

  @Test
  void anImageThatIsNeverReadFailsAtTheDeadline() {
    ReadOnlyStore hung = (uri, offset, length) -> new CompletableFuture<>();
    ImageInput image = ImageInput.fromS3(hung, "s3://bucket/a.png");
    List<BulkItem> items = new ArrayList<>(items(2));
    items.add(BulkItem.of("hung", EmbeddingRequest.ofImage(image)));

    BulkSummary summary =
        embed(BulkOptions.builder().deadline(Duration.ofMinutes(1)).build(), items, call -> good());

    assertThat(summary.end()).isEqualTo(BulkSummary.End.COMPLETED);
    assertThat(summary.totals().embedded()).isEqualTo(2);
    assertThat(outcomes.get(2).key()).isEqualTo("hung");
  }

  @Test
  void waitingForMemoryDoesNotCount() {
    BulkOptions options =
        BulkOptions.builder()
            .maxInFlight(4)
            .memoryBudget(1)
            .deadline(Duration.ofSeconds(1))
            .build();

    BulkSummary summary = embed(options, items(6), call -> time.after(800, GOOD));

    assertThat(summary.totals().embedded()).isEqualTo(6);
  }

  @Test
  void throttledItemsFailAtTheDeadlineOutsideTheFailureBudget() {
    BulkSummary summary =
        embed(
            BulkOptions.builder()
                .deadline(Duration.ofMinutes(2))
                .maxAttempts(1000)
                .failureBudget(0)
                .build(),
            3,
            call -> failure(ServiceException.Kind.THROTTLED, 429));

    assertThat(summary.end()).isEqualTo(BulkSummary.End.COMPLETED);
    assertThat(summary.totals().failedByKind()).containsOnlyKeys(FailureKind.THROTTLED);
    assertThat(summary.totals().failed()).isEqualTo(3);
    assertThat(sent.size()).isLessThan(40);
  }

  @Test
  void twoRunsShareOneQuota() {
    Quota quota = Quota.perMinute(60);
    BulkOptions options = BulkOptions.builder().quota(quota).build();
    long start = time.nanoTime();

    embed(options, 10, call -> good());
    embed(options, 10, call -> good());

    assertThat(sent).hasSize(20);
    assertThat(time.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofSeconds(19).toNanos());
  }

  @Test
  void anItemThatBacksOffHoldsNoMemory() {
    AtomicInteger calls = new AtomicInteger();
    long start = time.nanoTime();
    BulkSummary summary =
        embed(
            BulkOptions.builder().maxInFlight(2).memoryBudget(1).build(),
            5,
            call ->
                calls.incrementAndGet() == 1
                    ? failure(ServiceException.Kind.UNAVAILABLE, 503)
                    : good());

    assertThat(summary.totals().embedded()).isEqualTo(5);
    assertThat(time.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
  }

  @Test
  void throttlingDoesNotCountAsAnAttempt() {
    AtomicInteger calls = new AtomicInteger();
    BulkSummary summary =
        embed(
            BulkOptions.builder().maxAttempts(2).build(),
            4,
            call ->
                calls.incrementAndGet() % 4 != 0
                    ? failure(ServiceException.Kind.THROTTLED, 429)
                    : good());

    assertThat(summary.totals().embedded()).isEqualTo(4);
    assertThat(summary.totals().throttled()).isEqualTo(12);
  }

  @Test
  void aQuotaOfZeroStopsTheRunWithTheServicesMessage() {
    long start = time.nanoTime();
    BulkStoppedException stopped =
        assertThrows(
            BulkStoppedException.class,
            () ->
                embed(
                    BulkOptions.defaults(),
                    100,
                    call -> failure(ServiceException.Kind.THROTTLED, 429)));

    assertThat(stopped.getCause())
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.kind()).isEqualTo(ServiceException.Kind.THROTTLED));
    assertThat(time.nanoTime() - start)
        .isBetween(Duration.ofMinutes(3).toNanos(), Duration.ofMinutes(4).toNanos());
    assertThat(outcomes).hasSizeBetween(64, 100);
    assertThat(stopped.summary().orElseThrow().totals().failed()).isEqualTo(outcomes.size());
  }

  @Test
  void waitingForTheQuotaDoesNotCountTowardTheDeadline() {
    BulkSummary summary =
        embed(
            BulkOptions.builder().quota(Quota.perMinute(1)).deadline(Duration.ofMinutes(2)).build(),
            8,
            call -> good());

    assertThat(summary.totals().embedded()).isEqualTo(8);
  }

  @Test
  void retriesAnImageWhoseSizeIsUnavailable() {
    AtomicInteger reads = new AtomicInteger();
    ObjectStore slow = new SlowStore(time, 0);
    ReadOnlyStore failing =
        (uri, offset, length) ->
            reads.incrementAndGet() > 1
                ? slow.read(uri, offset, length)
                : CompletableFuture.failedFuture(
                    new StorageException(StorageException.Kind.UNAVAILABLE, uri, "busy", null));
    ImageInput image = ImageInput.fromS3(failing, "s3://bucket/a.png");
    long start = time.nanoTime();

    embed(
        BulkOptions.defaults(),
        List.of(BulkItem.of("a", EmbeddingRequest.ofImage(image))),
        call -> good());

    assertThat(outcomes).singleElement().isInstanceOf(BulkOutcome.Embedded.class);
    assertThat(sent.get(0) - start).isEqualTo(Duration.ofMillis(250).toNanos());
  }

  /** The size of each stream is unknown, so the largest image is assumed; it exceeds the budget. */
  @Test
  void readsAStreamAloneIfTheLargestImageExceedsTheBudget() {
    List<BulkItem> items = keys(2).stream().map(key -> BulkSamples.streamed(key)).toList();

    embed(
        BulkOptions.builder().memoryBudget(100_000).build(), items, call -> time.after(800, GOOD));

    assertThat(outcomes).hasSize(2);
    assertThat(waited(0, 1)).isEqualTo(800);
  }
}
