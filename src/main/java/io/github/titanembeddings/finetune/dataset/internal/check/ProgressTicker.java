package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetListener;
import io.github.titanembeddings.finetune.dataset.DatasetProgress;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Calls a listener, with progress at most ten times a second. */
final class ProgressTicker {
  private static final long INTERVAL_NANOS = 100_000_000;

  private final DatasetListener listener;
  private final LongSupplier nanoClock;
  private final Function<Duration, DatasetProgress> snapshot;
  private final long start;
  private long last;

  ProgressTicker(
      DatasetListener listener,
      LongSupplier nanoClock,
      Function<Duration, DatasetProgress> snapshot) {
    this.listener = listener;
    this.nanoClock = nanoClock;
    this.snapshot = snapshot;
    start = nanoClock.getAsLong();
    last = start;
  }

  void tick() {
    long now = nanoClock.getAsLong();
    if (now - last >= INTERVAL_NANOS) {
      last = now;
      report(now);
    }
  }

  void finish() {
    report(nanoClock.getAsLong());
  }

  private void report(long now) {
    DatasetProgress progress = snapshot.apply(Duration.ofNanos(now - start));
    guarded(() -> listener.onProgress(progress));
  }

  void violation(DatasetViolation found) {
    guarded(() -> listener.onViolation(found));
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      System.getLogger(ProgressTicker.class.getName())
          .log(System.Logger.Level.DEBUG, "the listener of a validation failed", e);
    }
  }
}
