package io.github.titanembeddings.micrometer;

import io.github.titanembeddings.bulk.BulkListener;
import io.github.titanembeddings.bulk.BulkSnapshot;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.FailureKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reports the progress of one bulk run as metrics; create one per run. Consecutive runs of one name
 * add to the same counters. Tokens, images and bytes are counted by the {@link MicrometerListener}
 * of the client, to which each attempt is a call.
 *
 * <pre>{@code
 * BulkOptions options =
 *     BulkOptions.builder().listener(MicrometerBulkListener.of(meters, "catalog")).build();
 * }</pre>
 *
 * <table>
 * <caption>Metrics, all with the tag {@code run}</caption>
 * <tr><th>name</th><th>type</th><th>description</th></tr>
 * <tr><td>titan.bulk.items</td><td>counter</td><td>items with an outcome, by {@code outcome}: {@code
 *     EMBEDDED} or a {@link FailureKind}</td></tr>
 * <tr><td>titan.bulk.reused</td><td>counter</td><td>items that were not sent, since the journal or
 *     another item had their outcome</td></tr>
 * <tr><td>titan.bulk.requests</td><td>counter</td><td>requests sent, retries included</td></tr>
 * <tr><td>titan.bulk.retries</td><td>counter</td><td>requests that were retries</td></tr>
 * <tr><td>titan.bulk.throttles</td><td>counter</td><td>throttled requests</td></tr>
 * <tr><td>titan.bulk.in.flight</td><td>gauge</td><td>items in flight, until the run ends</td></tr>
 * </table>
 */
public final class MicrometerBulkListener implements BulkListener {
  private final MeterRegistry meters;
  private final Tags tags;
  private final Gauge gauge;
  private final Map<FailureKind, Long> failed = new EnumMap<>(FailureKind.class);
  private long embedded;
  private long reused;
  private long requests;
  private long retried;
  private long throttled;
  private volatile int inFlight;

  private MicrometerBulkListener(MeterRegistry meters, String run) {
    this.meters = meters;
    this.tags = Tags.of("run", run);
    this.gauge =
        Gauge.builder("titan.bulk.in.flight", () -> inFlight)
            .tags((Iterable<Tag>) tags)
            .register(meters);
  }

  /**
   * Returns a listener of one run.
   *
   * @param run the value of the tag {@code run}; concurrent runs need different ones
   */
  public static MicrometerBulkListener of(MeterRegistry meters, String run) {
    return new MicrometerBulkListener(
        Objects.requireNonNull(meters, "meters"), Objects.requireNonNull(run, "run"));
  }

  @Override
  public void onProgress(BulkSnapshot snapshot) {
    inFlight = snapshot.inFlight();
    embedded = outcome("EMBEDDED", embedded, snapshot.embedded());
    snapshot
        .failedByKind()
        .forEach(
            (kind, count) ->
                failed.put(kind, outcome(kind.name(), failed.getOrDefault(kind, 0L), count)));
    reused = add("titan.bulk.reused", tags, reused, snapshot.reused());
    requests = add("titan.bulk.requests", tags, requests, snapshot.requests());
    retried = add("titan.bulk.retries", tags, retried, snapshot.retried());
    throttled = add("titan.bulk.throttles", tags, throttled, snapshot.throttled());
  }

  @Override
  public void onEnd(BulkSummary summary) {
    onProgress(summary.totals());
    meters.remove(gauge);
  }

  private long outcome(String outcome, long before, long now) {
    return add("titan.bulk.items", tags.and("outcome", outcome), before, now);
  }

  /** Adds the difference to a counter; Micrometer 1.15 has no methods with {@code Tags}. */
  private long add(String name, Iterable<Tag> counterTags, long before, long now) {
    meters.counter(name, counterTags).increment((double) Math.max(0, now - before));
    return now;
  }
}
