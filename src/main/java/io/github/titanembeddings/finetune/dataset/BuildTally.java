package io.github.titanembeddings.finetune.dataset;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts what has been built, and tells a listener, not too often. */
final class BuildTally {
  private static final long INTERVAL_NANOS = 100_000_000;

  private final LongSupplier nanoClock;
  private final long start;
  private long last;
  private long uploaded;
  private long present;
  private long skipped;
  private long bytes;

  BuildTally(LongSupplier nanoClock) {
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
  void tick(BuildListener listener) {
    long now = nanoClock.getAsLong();
    if (now - last >= INTERVAL_NANOS) {
      last = now;
      listener.onProgress(progress(now));
    }
  }

  /** Tells the listener for the last time. */
  BuildProgress finish(BuildListener listener) {
    BuildProgress progress = progress(nanoClock.getAsLong());
    listener.onProgress(progress);
    return progress;
  }

  private BuildProgress progress(long now) {
    return BuildProgress.of(uploaded, present, skipped, bytes, Duration.ofNanos(now - start));
  }
}
