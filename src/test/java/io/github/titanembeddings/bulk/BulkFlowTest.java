package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.client;
import static io.github.titanembeddings.bulk.BulkSamples.clientWithoutThreads;
import static io.github.titanembeddings.bulk.BulkSamples.endless;
import static io.github.titanembeddings.bulk.BulkSamples.good;
import static io.github.titanembeddings.bulk.BulkSamples.items;
import static io.github.titanembeddings.bulk.BulkSamples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.support.Latches;
import io.github.titanembeddings.transport.InvokeReply;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backpressure, cancellation and the ends of a run. */
@Timeout(120)
class BulkFlowTest {
  private final List<BulkOutcome> outcomes = new ArrayList<>();
  private final AtomicInteger pulled = new AtomicInteger();

  @Test
  void readsAnUnboundedSourceLazily() {
    BulkOptions options = BulkOptions.builder().inputOrder(true).maxInFlight(4).window(10).build();
    try (TitanEmbeddingsAsyncClient titan = client(call -> good());
        Stream<BulkOutcome> read =
            BulkEmbedder.of(titan, options).start(endless(pulled)).stream()) {
      assertThat(read.limit(100).map(BulkOutcome::key))
          .containsExactlyElementsOf(BulkSamples.keys(100));
    }
    assertThat(pulled.get()).isBetween(100, 110);
  }

  @ParameterizedTest
  @CsvSource({"1, 100, 1", "3, 100, 4", "3, 3, 3", "8, 100, 12", "8, 10, 10"})
  void readsAheadByHalfOfTheSlots(int maxInFlight, int window, int most)
      throws InterruptedException {
    CountDownLatch sent = new CountDownLatch(maxInFlight);
    BulkOptions options = BulkOptions.builder().maxInFlight(maxInFlight).window(window).build();
    try (TitanEmbeddingsAsyncClient titan =
            client(
                call -> {
                  sent.countDown();
                  return new CompletableFuture<>();
                });
        BulkRun run = BulkEmbedder.of(titan, options).start(endless(pulled))) {
      sent.await();
      while (pulled.get() < most) {
        Thread.onSpinWait();
      }
      assertThat(pulled).hasValue(most);
      assertThat(run.summary()).isEmpty();
    }
  }

  @Test
  void inputOrderWaitsForTheFirstItem() {
    CompletableFuture<InvokeReply> first = new CompletableFuture<>();
    AtomicInteger calls = new AtomicInteger();
    BulkOptions options = BulkOptions.builder().inputOrder(true).maxInFlight(2).window(6).build();
    try (TitanEmbeddingsAsyncClient titan =
        client(
            call -> {
              int number = calls.incrementAndGet();
              if (text(call).equals("text 0")) {
                return first;
              }
              if (number == 6) {
                first.complete(BulkSamples.GOOD);
              }
              return good();
            })) {
      BulkEmbedder.of(titan, options).embed(items(30), outcomes::add);
    }
    assertThat(outcomes)
        .extracting(BulkOutcome::key)
        .containsExactlyElementsOf(BulkSamples.keys(30));
  }

  /** A stream's size is unknown, so the budget first holds only one image of maximum size. */
  @Test
  void aPreparedRequestReleasesTheMemoryItDoesNotNeed() {
    CompletableFuture<InvokeReply> first = new CompletableFuture<>();
    AtomicInteger calls = new AtomicInteger();
    List<BulkItem> items =
        BulkSamples.keys(2).stream().map(key -> BulkSamples.streamed(key)).toList();
    BulkOptions options = BulkOptions.builder().memoryBudget(40_000_000).build();
    try (TitanEmbeddingsAsyncClient titan =
            clientWithoutThreads(
                call -> {
                  if (calls.incrementAndGet() == 1) {
                    return first;
                  }
                  first.complete(BulkSamples.GOOD);
                  return good();
                });
        BulkRun run = BulkSamples.start(titan, options, items, new VirtualTime())) {
      assertThat(run.stream()).hasSize(2).allMatch(BulkOutcome.Embedded.class::isInstance);
    }
  }

  @Test
  void closingThePartlyReadStreamCancelsCalls() {
    ConcurrentLinkedQueue<CompletableFuture<InvokeReply>> calls = new ConcurrentLinkedQueue<>();
    BulkOptions options = BulkOptions.builder().maxInFlight(4).build();
    try (TitanEmbeddingsAsyncClient titan =
        client(
            call -> {
              CompletableFuture<InvokeReply> reply = new CompletableFuture<>();
              calls.add(reply);
              if (text(call).equals("text 1")) {
                reply.complete(BulkSamples.GOOD);
              }
              return reply;
            })) {
      BulkRun run = BulkEmbedder.of(titan, options).start(endless(pulled));
      try (Stream<BulkOutcome> read = run.stream()) {
        assertThat(read.iterator().next().key()).isEqualTo("key-1");
      }
      while (run.summary().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(run.summary().orElseThrow().end()).isEqualTo(BulkSummary.End.CANCELLED);
    }
    assertThat(calls).allMatch(CompletableFuture::isDone);
  }

  @Test
  void rethrowsTheExceptionOfACallback() {
    IllegalStateException mine = new IllegalStateException("no space");
    try (TitanEmbeddingsAsyncClient titan = client(call -> good())) {
      BulkEmbedder bulk = BulkEmbedder.of(titan);
      assertThat(
              assertThrows(
                  IllegalStateException.class,
                  () ->
                      bulk.embed(
                          endless(pulled),
                          outcome -> {
                            throw mine;
                          })))
          .isSameAs(mine);
    }
  }

  @Test
  void anInterruptionStopsTheRunAndKeepsOutcomes() {
    BulkOptions options = BulkOptions.builder().maxInFlight(3).build();
    Thread reader = Thread.currentThread();
    AtomicInteger calls = new AtomicInteger();
    try (TitanEmbeddingsAsyncClient titan =
        client(
            call -> {
              if (calls.incrementAndGet() == 3) {
                reader.interrupt();
              }
              return text(call).equals("text 0") ? good() : new CompletableFuture<>();
            })) {
      BulkEmbedder bulk = BulkEmbedder.of(titan, options);
      BulkStoppedException stopped =
          assertThrows(BulkStoppedException.class, () -> bulk.embed(items(3), outcomes::add));
      assertThat(stopped.summary().orElseThrow().end()).isEqualTo(BulkSummary.End.CANCELLED);
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcomes).hasSize(3);
    assertThat(outcomes)
        .filteredOn(BulkOutcome.Embedded.class::isInstance)
        .extracting(BulkOutcome::key)
        .containsExactly("key-0");
    assertThat(outcomes)
        .filteredOn(BulkOutcome.Failed.class::isInstance)
        .allMatch(o -> ((BulkOutcome.Failed) o).kind() == FailureKind.STOPPED);
  }

  @Test
  void aBlockedSourceDelaysNeitherOutcomesNorTheEnd() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Iterator<BulkItem> source =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public BulkItem next() {
            if (pulled.get() < 2) {
              return BulkSamples.item(pulled.getAndIncrement());
            }
            blocked.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
            throw new IllegalStateException("left");
          }
        };
    try (TitanEmbeddingsAsyncClient titan = client(call -> good())) {
      BulkRun run = BulkEmbedder.of(titan).start(() -> source);
      Iterator<BulkOutcome> read = run.stream().iterator();
      read.next();
      read.next();
      blocked.await();
      run.close();
      BulkStoppedException stopped = assertThrows(BulkStoppedException.class, read::hasNext);
      assertThat(stopped).hasNoCause();
      interrupted.await();
    }
  }

  @Test
  void closingTheClientBreaksTheRun() {
    TitanEmbeddingsAsyncClient titan = client(call -> good());
    BulkEmbedder bulk = BulkEmbedder.of(titan);
    BulkStoppedException stopped =
        assertThrows(
            BulkStoppedException.class,
            () -> bulk.embed(endless(pulled), outcome -> titan.close()));
    assertThat(stopped).hasRootCauseMessage("the client is closed");
  }

  @Test
  void anErrorOfTheTransportBreaksTheRun() {
    Error error = new StackOverflowError("deep");
    try (TitanEmbeddingsAsyncClient titan = client(call -> CompletableFuture.failedFuture(error))) {
      BulkStoppedException stopped =
          assertThrows(
              BulkStoppedException.class,
              () -> BulkEmbedder.of(titan).embed(endless(pulled), outcomes::add));
      assertThat(stopped).hasCause(error);
    }
  }

  @Test
  void aSourceThatFailsToCloseBreaksTheRun() {
    IllegalStateException failure = new IllegalStateException("cannot close");
    Stream<BulkItem> source =
        items(3).stream()
            .onClose(
                () -> {
                  throw failure;
                });
    try (TitanEmbeddingsAsyncClient titan = client(call -> good())) {
      BulkStoppedException stopped =
          assertThrows(
              BulkStoppedException.class,
              () -> BulkEmbedder.of(titan).embed(source, outcomes::add));
      assertThat(stopped).hasCause(failure);
    }
    assertThat(outcomes).hasSize(3);
  }

  @Test
  void takesTheSizeOfAStreamFromTheOptions() {
    try (TitanEmbeddingsAsyncClient titan = client(call -> good())) {
      BulkOptions options = BulkOptions.builder().size(5).build();
      BulkSummary summary = BulkEmbedder.of(titan, options).embed(items(3).stream(), outcomes::add);
      assertThat(summary.totals().size()).isEqualTo(5);
    }
  }

  @Test
  void rejectsASecondStream() {
    try (TitanEmbeddingsAsyncClient titan = client(call -> good());
        BulkRun run = BulkEmbedder.of(titan).start(items(1))) {
      assertThat(run.stream()).hasSize(1);
      assertThrows(IllegalStateException.class, run::stream);
      assertThat(run.snapshot()).isEqualTo(run.summary().orElseThrow().totals());
    }
  }

  @Test
  void anItemReadDuringCancellationHasAnOutcome() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    AtomicBoolean closedInterrupted = new AtomicBoolean(true);
    Stream<BulkItem> source =
        Stream.generate(
                () -> {
                  asked.countDown();
                  Latches.await(never);
                  return BulkSamples.item(pulled.getAndIncrement());
                })
            .onClose(() -> closedInterrupted.set(Thread.currentThread().isInterrupted()));
    try (TitanEmbeddingsAsyncClient titan = client(call -> good())) {
      BulkRun run = BulkEmbedder.of(titan).start(source);
      Iterator<BulkOutcome> read = run.stream().iterator();
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      run.close();
      assertThrows(
          BulkStoppedException.class,
          () -> {
            while (read.hasNext()) {
              outcomes.add(read.next());
            }
          });
      assertThat(run.summary().orElseThrow().totals().failedByKind())
          .containsEntry(FailureKind.STOPPED, (long) pulled.get());
    }
    assertThat(outcomes).hasSize(pulled.get()).isNotEmpty();
    assertThat(closedInterrupted).isFalse();
  }
}
