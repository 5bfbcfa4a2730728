package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSnapshot;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.internal.rate.SlidingCount;
import io.github.titanembeddings.internal.concurrent.Timing;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The counters of a run. Thread-safe. */
public final class Progress {
  private static final int SECONDS = 10;
  private static final int MIN_DONE_FOR_PERCENT = 100;

  /** Failures that do not spend the budget: they end by themselves, or stop the run anyway. */
  private static final Set<FailureKind> UNBUDGETED =
      EnumSet.of(FailureKind.THROTTLED, FailureKind.STOPPED, FailureKind.RUN_FATAL);

  private final Timing time;
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

  Progress(Timing time, @Nullable Long size) {
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

  synchronized void done(PendingItem item, BulkOutcome outcome) {
    recent.add(time.nanoTime(), 1);
    reused += item.isReused ? 1 : 0;
    if (outcome instanceof BulkOutcome.Failed failed) {
      failures.merge(failed.kind(), 1L, Long::sum);
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

  synchronized boolean isFailureBudgetSpent(BulkOptions options) {
    long failed = 0;
    long done = embedded;
    for (Map.Entry<FailureKind, Long> entry : failures.entrySet()) {
      done += entry.getValue();
      failed += UNBUDGETED.contains(entry.getKey()) ? 0 : entry.getValue();
    }
    return failed > options.failureBudget()
        || (done >= MIN_DONE_FOR_PERCENT && failed * 100.0 > options.failureBudgetPercent() * done);
  }

  synchronized void end() {
    end = time.nanoTime();
    inFlight = 0;
  }

  public synchronized BulkSnapshot snapshot() {
    long now = end == Long.MIN_VALUE ? time.nanoTime() : end;
    return new BulkSnapshot(
        embedded,
        failures,
        reused,
        inFlight,
        requests,
        retried,
        throttled,
        tokens,
        images,
        bytes,
        Duration.ofNanos(now - start),
        recent.perSecond(now),
        size);
  }
}
