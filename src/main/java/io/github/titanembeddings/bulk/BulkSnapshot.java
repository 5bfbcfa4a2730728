package io.github.titanembeddings.bulk;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A run at one moment. Immutable and safe to share between threads. */
public final class BulkSnapshot {
  private final BulkCounts counts;
  private final int inFlight;
  private final Duration elapsed;
  private final double ratePerSecond;
  private final @Nullable Long size;

  public BulkSnapshot(
      BulkCounts counts,
      int inFlight,
      Duration elapsed,
      double ratePerSecond,
      @Nullable Long size) {
    this.counts = counts;
    this.inFlight = inFlight;
    this.elapsed = elapsed;
    this.ratePerSecond = ratePerSecond;
    this.size = size;
  }

  /** How many items have an outcome. */
  public long done() {
    return embedded() + failed();
  }

  /** How many items have their vector. */
  public long embedded() {
    return counts.embedded();
  }

  /** How many items failed for good. */
  public long failed() {
    return counts.failures().values().stream().mapToLong(count -> count).sum();
  }

  /**
   * How many items failed for good, by what they failed of; what nothing failed of is not in it.
   */
  public Map<FailureKind, Long> failedByKind() {
    return new EnumMap<>(counts.failures());
  }

  /** How many items were not sent, since a journal or another item of the run had their vector. */
  public long reused() {
    return counts.reused();
  }

  /** How many items are being read, wait for the quota, or wait for their answer. */
  public int inFlight() {
    return inFlight;
  }

  /** How many requests were sent, further attempts included. */
  public long requests() {
    return counts.requests();
  }

  /** How many of the requests were a further attempt. */
  public long retried() {
    return counts.retried();
  }

  /** How many of the requests were throttled. */
  public long throttled() {
    return counts.throttled();
  }

  /** The tokens of the texts that were embedded: counted by the service, else likely. */
  public long tokens() {
    return counts.tokens();
  }

  /** How many images were embedded. */
  public long images() {
    return counts.images();
  }

  /** The bytes of JSON that were sent for what was embedded, to within a few a request. */
  public long bytes() {
    return counts.bytes();
  }

  /** How long the run has taken. */
  public Duration elapsed() {
    return elapsed;
  }

  /** Items done a second, over the last ten seconds at most. */
  public double ratePerSecond() {
    return ratePerSecond;
  }

  /** Items done a second, over the whole run. */
  public double averageRatePerSecond() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds == 0 ? 0 : done() / seconds;
  }

  /** How many items there are in all, if that is known. */
  public OptionalLong size() {
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** How long the rest will take at the rate of now, if the size is known and anything is done. */
  public Optional<Duration> remaining() {
    double rate = ratePerSecond > 0 ? ratePerSecond : averageRatePerSecond();
    if (size == null || rate <= 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis((long) (Math.max(0, size - done()) / rate * 1000)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BulkSnapshot that
        && counts.equals(that.counts)
        && inFlight == that.inFlight
        && elapsed.equals(that.elapsed)
        && Double.compare(ratePerSecond, that.ratePerSecond) == 0
        && Objects.equals(size, that.size);
  }

  @Override
  public int hashCode() {
    return Objects.hash(counts, inFlight, elapsed, ratePerSecond, size);
  }

  @Override
  public String toString() {
    return "BulkSnapshot["
        + embedded()
        + " embedded, "
        + counts.failures()
        + " failed, "
        + inFlight
        + " in flight, after "
        + elapsed
        + "]";
  }
}
