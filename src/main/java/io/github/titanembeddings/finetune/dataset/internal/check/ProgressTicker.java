package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.internal.concurrent.Listeners;
import io.github.titanembeddings.internal.concurrent.Timing;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reports progress to a listener at most ten times a second, and at the end. */
public final class ProgressTicker<P> {
  private static final long INTERVAL_NANOS = 100_000_000;

  private final Consumer<P> listener;
  private final Timing timing;
  private final Function<Duration, P> snapshot;
  private final long start;
  private long last;

  public ProgressTicker(Consumer<P> listener, Timing timing, Function<Duration, P> snapshot) {
    this.listener = listener;
    this.timing = timing;
    this.snapshot = snapshot;
    start = timing.nanoTime();
    last = start;
  }

  public void tick() {
    long now = timing.nanoTime();
    if (now - last >= INTERVAL_NANOS) {
      last = now;
      report(now);
    }
  }

  public P finish() {
    return report(timing.nanoTime());
  }

  private P report(long now) {
    P progress = snapshot.apply(Duration.ofNanos(now - start));
    Listeners.call(() -> listener.accept(progress));
    return progress;
  }
}
