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
 * @param embedded the items that have their vector
 * @param failedByKind the items that failed, by the kind of the failure; kinds without failures are
 *     missing
 * @param reused the items that were not sent, since the journal or another item of the run had
 *     their outcome
 * @param inFlight the items that are being read, wait for memory or the quota, or wait for their
 *     response
 * @param requests the requests sent, retries included
 * @param retried the requests that were retries
 * @param throttled the requests that were throttled
 * @param tokens the tokens of the embedded texts, as the service counted them, else estimated
 * @param images the embedded images
 * @param bytes the approximate bytes of JSON sent for the embedded items
 * @param elapsed the duration of the run so far
 * @param ratePerSecond the items done per second during the last ten seconds
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

  /** Returns the items done per second during the whole run. */
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
