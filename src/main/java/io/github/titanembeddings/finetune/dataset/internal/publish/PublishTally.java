package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.finetune.dataset.PublishListener;
import io.github.titanembeddings.finetune.dataset.PublishProgress;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts what has been built, and tells a listener, not too often. */
final class PublishTally {
  private static final long INTERVAL_NANOS = 100_000_000;

  private final LongSupplier nanoClock;
  private final long start;
  private long last;
  private long uploaded;
  private long present;
  private long skipped;
  private long bytes;

  PublishTally(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    start = nanoClock.getAsLong();
    last = start;
  }

  void addPicture(long bytesUploaded) {
    if (bytesUploaded > 0) {
      uploaded++;
    } else {
      present++;
    }
    bytes += bytesUploaded;
  }

  void addSkipped() {
    skipped++;
  }

  /** Tells the listener, if the last time is long enough ago. */
  void tick(PublishListener listener) {
    long now = nanoClock.getAsLong();
    if (now - last >= INTERVAL_NANOS) {
      last = now;
      listener.onProgress(progress(now));
    }
  }

  /** Tells the listener for the last time. */
  PublishProgress finish(PublishListener listener) {
    PublishProgress progress = progress(nanoClock.getAsLong());
    listener.onProgress(progress);
    return progress;
  }

  private PublishProgress progress(long now) {
    return PublishProgress.of(uploaded, present, skipped, bytes, Duration.ofNanos(now - start));
  }
}
