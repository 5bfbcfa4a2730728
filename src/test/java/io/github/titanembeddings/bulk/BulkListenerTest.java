package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.client;
import static io.github.titanembeddings.bulk.BulkSamples.good;
import static io.github.titanembeddings.bulk.BulkSamples.items;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.support.Latches;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BulkListenerTest {
  private static final BulkSnapshot HALF = snapshot(Duration.ofSeconds(100), 1000L);
  private static final BulkSummary SUMMARY = new BulkSummary(HALF, BulkSummary.End.COMPLETED, null);

  private final List<BulkSummary> ends = new CopyOnWriteArrayList<>();
  private final CountDownLatch progressed = new CountDownLatch(2);

  private static BulkSnapshot snapshot(Duration elapsed, @Nullable Long size) {
    Map<FailureKind, Long> failures = Map.of(FailureKind.REJECTED, 50L);
    return new BulkSnapshot(450, failures, 0, 64, 520, 20, 7, 3000, 12, 99_000, elapsed, 10, size);
  }

  @Test
  void reportsProgressAndOneEndEvenIfAnotherListenerThrows() {
    BulkListener bad =
        new BulkListener() {
          @Override
          public void onProgress(BulkSnapshot snapshot) {
            throw new IllegalStateException("progress");
          }

          @Override
          public void onEnd(BulkSummary summary) {
            throw new IllegalStateException("end");
          }
        };
    BulkListener good =
        new BulkListener() {
          @Override
          public void onProgress(BulkSnapshot snapshot) {
            progressed.countDown();
          }

          @Override
          public void onEnd(BulkSummary summary) {
            ends.add(summary);
          }
        };
    BulkOptions options =
        BulkOptions.builder()
            .listener(bad)
            .listener(good)
            .progressInterval(Duration.ofMillis(1))
            .build();
    BulkSummary summary;
    try (TitanEmbeddingsAsyncClient titan = client(call -> whenProgressIsHeardOf())) {
      summary = BulkEmbedder.of(titan, options).embed(items(50), outcome -> {});
    }
    assertThat(ends).containsExactly(summary);
    assertThat(summary.totals().embedded()).isEqualTo(50);
  }

  @Test
  void reportsTheEndOfRunsThatEndAtOnce() {
    BulkListener listener =
        new BulkListener() {
          @Override
          public void onEnd(BulkSummary summary) {
            ends.add(summary);
          }
        };
    try (TitanEmbeddingsAsyncClient titan = client(call -> good())) {
      BulkEmbedder bulk = BulkEmbedder.of(titan, BulkOptions.builder().listener(listener).build());
      for (int run = 0; run < 500; run++) {
        bulk.embed(List.of(), outcome -> {});
      }
    }
    assertThat(ends).hasSize(500);
  }

  @Test
  void reportsTheEndToAListenerThatIsSlowerThanTheRun() throws InterruptedException {
    CountDownLatch returned = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    BulkListener slow =
        new BulkListener() {
          @Override
          public void onProgress(BulkSnapshot snapshot) {
            progressed.countDown();
            progressed.countDown();
            Latches.await(returned);
          }

          @Override
          public void onEnd(BulkSummary summary) {
            ends.add(summary);
            ended.countDown();
          }
        };
    BulkOptions options =
        BulkOptions.builder().listener(slow).progressInterval(Duration.ofMillis(1)).build();
    BulkSummary summary;
    try (TitanEmbeddingsAsyncClient titan = client(call -> whenProgressIsHeardOf())) {
      summary = BulkEmbedder.of(titan, options).embed(items(5), outcome -> {});
    }
    assertThat(ends).isEmpty();
    returned.countDown();

    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ends).containsExactly(summary);
  }

  @Test
  void reportsARetryWithItsDelay() {
    List<String> retries = new CopyOnWriteArrayList<>();
    CompletableFuture<BulkSummary> ended = new CompletableFuture<>();
    BulkListener listener =
        new BulkListener() {
          @Override
          public void onRetry(String key, InvokeRetry retry) {
            retries.add(key + " " + retry.attempt() + " after " + retry.delay());
          }

          @Override
          public void onEnd(BulkSummary summary) {
            ended.complete(summary);
          }
        };
    BulkOptions options = BulkOptions.builder().listener(listener).build();
    AtomicInteger calls = new AtomicInteger();
    try (TitanEmbeddingsAsyncClient titan =
            BulkSamples.clientWithoutThreads(
                call ->
                    calls.incrementAndGet() == 1
                        ? BulkSamples.failure(ServiceException.Kind.UNAVAILABLE, 503)
                        : good());
        BulkRun run = BulkSamples.start(titan, options, items(1), new VirtualTime())) {
      assertThat(run.stream()).hasSize(1);
    }

    assertThat(ended.join().totals().embedded()).isEqualTo(1);
    assertThat(retries).containsExactly("key-0 2 after PT0.25S");
  }

  /** Returns a response that arrives after two progress events. */
  private CompletableFuture<InvokeReply> whenProgressIsHeardOf() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            progressed.await();
            return good().get();
          } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void estimatesTheRemainingTime() {
    assertThat(HALF.done()).isEqualTo(500);
    assertThat(HALF.failed()).isEqualTo(50);
    assertThat(HALF.averageRatePerSecond()).isEqualTo(5);
    assertThat(HALF.remaining()).hasValue(Duration.ofSeconds(50));
    assertThat(snapshot(Duration.ZERO, null).remaining()).isEmpty();
  }

  @Test
  void printsEveryTenthEventAndTheEnd() {
    List<String> lines = new ArrayList<>();
    ProgressReporter progress = ProgressReporter.console(lines::add);
    for (int i = 0; i < 20; i++) {
      progress.onProgress(HALF);
    }
    progress.onEnd(SUMMARY);

    String half = "500 of 1,000 (50 %), 10.0/s, 50 failed, 20 retried, 7 throttled, 50 s left";
    assertThat(lines)
        .containsExactly(
            half,
            half,
            "COMPLETED: 450 embedded, 50 failed {REJECTED=50}, 520 requests, 7 throttled, 3,000"
                + " tokens, 12 images in 1 min 40 s");
  }

  @Test
  void logsTheSameText() {
    Lines lines = new Lines();
    ProgressReporter progress = ProgressReporter.log(lines, System.Logger.Level.INFO);

    progress.onProgress(HALF);
    progress.onEnd(SUMMARY);

    assertThat(lines.lines).hasSize(2);
    assertThat(lines.lines.get(0)).startsWith("INFO 500 of 1,000");
    assertThat(lines.lines.get(1)).startsWith("INFO COMPLETED");
  }

  private static final class Lines implements System.Logger {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
      lines.add(level + " " + message);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... values) {
      lines.add(level + " " + format);
    }
  }
}
