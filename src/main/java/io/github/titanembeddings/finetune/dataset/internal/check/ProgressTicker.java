package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetListener;
import io.github.titanembeddings.finetune.dataset.DatasetProgress;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells a listener how far a run is, not too often. */
final class ProgressTicker {
  private static final long INTERVAL_NANOS = 100_000_000;

  private final DatasetListener listener;
  private final LongSupplier nanoClock;
  private final long start;
  private long last;

  /** What has been done so far. */
  interface Snapshot {
    DatasetProgress after(Duration elapsed);
  }

  ProgressTicker(DatasetListener listener, LongSupplier nanoClock) {
    this.listener = listener;
    this.nanoClock = nanoClock;
    start = nanoClock.getAsLong();
    last = start;
  }

  /** Tells it, if the last time is long enough ago. */
  void tick(Snapshot snapshot) {
    long now = nanoClock.getAsLong();
    if (now - last >= INTERVAL_NANOS) {
      last = now;
      tell(snapshot, now);
    }
  }

  /** Tells it in any case. */
  void finish(Snapshot snapshot) {
    tell(snapshot, nanoClock.getAsLong());
  }

  private void tell(Snapshot snapshot, long now) {
    DatasetProgress progress = snapshot.after(Duration.ofNanos(now - start));
    guarded(() -> listener.onProgress(progress));
  }

  /** Tells it of a violation. */
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
