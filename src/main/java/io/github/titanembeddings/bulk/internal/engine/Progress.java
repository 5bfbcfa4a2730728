package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkCounts;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSnapshot;
import io.github.titanembeddings.bulk.FailureBudget;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.internal.rate.SlidingCount;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The counters of a run. Thread-safe. */
public final class Progress {
  private static final int SECONDS = 10;

  private final Time time;
  private final @Nullable Long size;
  private final long start;
  private final Map<FailureKind, Long> failures = new EnumMap<>(FailureKind.class);
  private final SlidingCount recent = new SlidingCount(SECONDS, 1_000_000_000L);
  private long embedded;
  private long reused;
  private long requests;
  private long retried;
  private long throttled;
  private long tokens;
  private long images;
  private long bytes;
  private int inFlight;
  private long end = Long.MIN_VALUE;

  Progress(Time time, @Nullable Long size) {
    this.time = time;
    this.size = size;
    this.start = time.nanoTime();
  }

  synchronized void inFlight(int items) {
    inFlight = items;
  }

  synchronized void sent(int attempt) {
    requests++;
    retried += attempt > 1 ? 1 : 0;
  }

  synchronized void throttled() {
    throttled++;
  }

  /** Counts an item that has its outcome. */
  synchronized void done(PendingItem item, BulkOutcome outcome) {
    recent.add(time.nanoTime(), 1);
    reused += item.isReused ? 1 : 0;
    if (outcome instanceof BulkOutcome.Failed failed) {
      failures.merge(FailureKind.of(failed.exception()), 1L, Long::sum);
    } else if (outcome instanceof BulkOutcome.Embedded success) {
      embedded++;
      if (!item.isReused) {
        OptionalInt counted = success.response().inputTextTokenCount();
        tokens += counted.isPresent() ? counted.getAsInt() : item.estimatedTokens;
        images += item.item.request().image().isPresent() ? 1 : 0;
        bytes += item.bodyBytes;
      }
    }
  }

  /**
   * Returns whether more items failed than a budget allows. Throttled and stopped items do not
   * count, nor those whose failure stops the run anyway.
   */
  synchronized boolean isSpent(FailureBudget budget) {
    long counted = 0;
    long all = embedded;
    for (Map.Entry<FailureKind, Long> entry : failures.entrySet()) {
      boolean counts =
          entry.getKey() != FailureKind.THROTTLED
              && entry.getKey() != FailureKind.STOPPED
              && entry.getKey() != FailureKind.NOT_ALLOWED;
      counted += counts ? entry.getValue() : 0;
      all += entry.getValue();
    }
    return budget.isSpent(counted, all);
  }

  /** Stops the clock. */
  synchronized void end() {
    end = time.nanoTime();
    inFlight = 0;
  }

  public synchronized BulkSnapshot snapshot() {
    long now = end == Long.MIN_VALUE ? time.nanoTime() : end;
    BulkCounts counts =
        new BulkCounts(
            embedded, failures, reused, requests, retried, throttled, tokens, images, bytes);
    return new BulkSnapshot(
        counts, inFlight, Duration.ofNanos(now - start), recent.perSecond(now), size);
  }
}
