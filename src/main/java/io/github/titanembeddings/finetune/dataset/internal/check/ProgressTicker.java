package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.internal.concurrent.Listeners;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Reports progress to a listener at most ten times a second, and at the end. */
public final class ProgressTicker<P> {
  private static final long INTERVAL_NANOS = 100_000_000;

  private final Consumer<P> listener;
  private final LongSupplier nanoClock;
  private final Function<Duration, P> snapshot;
  private final long start;
  private long last;

  public ProgressTicker(
      Consumer<P> listener, LongSupplier nanoClock, Function<Duration, P> snapshot) {
    this.listener = listener;
    this.nanoClock = nanoClock;
    this.snapshot = snapshot;
    start = nanoClock.getAsLong();
    last = start;
  }

  public void tick() {
    long now = nanoClock.getAsLong();
    if (now - last >= INTERVAL_NANOS) {
      last = now;
      report(now);
    }
  }

  public P finish() {
    return report(nanoClock.getAsLong());
  }

  private P report(long now) {
    P progress = snapshot.apply(Duration.ofNanos(now - start));
    Listeners.call(() -> listener.accept(progress));
    return progress;
  }
}
