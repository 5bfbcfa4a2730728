package io.github.titanembeddings.bulk;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a run at one moment. Immutable.
 *
 * @param embedded the number of items that were embedded
 * @param failedByKind the number of items that failed, by the kind of the failure; kinds without
 *     failures are missing
 * @param reused the number of items that were not sent because the journal or another item of the
 *     run had their outcome
 * @param inFlight the number of items that are being read or waiting for memory, the quota or their
 *     response
 * @param requests the number of requests sent, retries included
 * @param retried the number of requests that were retries
 * @param throttled the number of requests that were throttled
 * @param tokens the number of tokens in the embedded texts: the service's count, or else an
 *     estimate
 * @param images the number of embedded images
 * @param bytes the approximate number of bytes of JSON sent for the embedded items
 * @param elapsed the duration of the run so far
 * @param ratePerSecond the number of items done per second over the last ten seconds
 * @param size the number of items in the source; null if unknown
 */
public record BulkSnapshot(
    long embedded,
    Map<FailureKind, Long> failedByKind,
    long reused,
    int inFlight,
    long requests,
    long retried,
    long throttled,
    long tokens,
    long images,
    long bytes,
    Duration elapsed,
    double ratePerSecond,
    @Nullable Long size) {
  /** Copies the map. */
  public BulkSnapshot {
    failedByKind = Collections.unmodifiableMap(new TreeMap<>(failedByKind));
    Objects.requireNonNull(elapsed, "elapsed");
  }

  /** Returns the number of items that have an outcome. */
  public long done() {
    return embedded + failed();
  }

  /** Returns the number of items that failed. */
  public long failed() {
    return failedByKind.values().stream().mapToLong(count -> count).sum();
  }

  /** Returns the number of items done per second over the whole run. */
  public double averageRatePerSecond() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds == 0 ? 0 : done() / seconds;
  }

  /** Returns the remaining time at the current rate; empty if the size or the rate is unknown. */
  public Optional<Duration> remaining() {
    double rate = ratePerSecond > 0 ? ratePerSecond : averageRatePerSecond();
    if (size == null || rate <= 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis((long) (Math.max(0, size - done()) / rate * 1000)));
  }
}
