package io.github.titanembeddings.micrometer;

import io.github.titanembeddings.batch.BatchInput;
import io.github.titanembeddings.batch.BatchJob;
import io.github.titanembeddings.batch.BatchListener;
import io.github.titanembeddings.batch.BatchReadReport;
import io.github.titanembeddings.batch.BatchSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Reports the progress of batch jobs as metrics; create one per {@code BatchEmbedder}. A call that
 * resumes a run adds to the same counters.
 *
 * <pre>{@code
 * builder.listener(MicrometerBatchListener.of(meters, "catalog"));
 * }</pre>
 *
 * <table>
 * <caption>Metrics, all with the tag {@code run}</caption>
 * <tr><th>name</th><th>type</th><th>description</th></tr>
 * <tr><td>titan.batch.uploaded</td><td>counter</td><td>uploaded records, without padding</td></tr>
 * <tr><td>titan.batch.uploaded.size</td><td>counter</td><td>uploaded bytes</td></tr>
 * <tr><td>titan.batch.records</td><td>counter</td><td>records whose output was read, by {@code
 *     outcome}: {@code EMBEDDED} or {@code FAILED}</td></tr>
 * <tr><td>titan.batch.calls</td><td>counter</td><td>calls that ended, by {@code error.type}: {@code
 *     none}, or the name of the exception's class</td></tr>
 * <tr><td>titan.batch.jobs</td><td>gauge</td><td>submitted jobs that have not ended, until the call
 *     ends</td></tr>
 * <tr><td>titan.batch.processed</td><td>gauge</td><td>records that the service has processed in all
 *     jobs of the call, until the call ends</td></tr>
 * </table>
 */
public final class MicrometerBatchListener implements BatchListener {
  private final MeterRegistry meters;
  private final Tags tags;
  private final Map<Integer, BatchJob> jobs = new HashMap<>();
  private List<Gauge> gauges = List.of();
  private volatile long active;
  private volatile long processed;

  private MicrometerBatchListener(MeterRegistry meters, String run) {
    this.meters = meters;
    this.tags = Tags.of("run", run);
  }

  /**
   * Returns a listener of one embedder.
   *
   * @param run the value of the tag {@code run}; concurrent runs need different ones
   */
  public static MicrometerBatchListener of(MeterRegistry meters, String run) {
    return new MicrometerBatchListener(
        Objects.requireNonNull(meters, "meters"), Objects.requireNonNull(run, "run"));
  }

  @Override
  public void onUploaded(BatchInput input) {
    add("titan.batch.uploaded", tags, input.records());
    add("titan.batch.uploaded.size", tags, input.bytes());
  }

  @Override
  public void onProgress(BatchInput input, BatchJob job) {
    if (gauges.isEmpty()) {
      gauges =
          List.of(
              gauge("titan.batch.jobs", () -> active),
              gauge("titan.batch.processed", () -> processed));
    }
    jobs.put(input.number(), job);
    active = jobs.values().stream().filter(one -> !one.isEnded()).count();
    processed = jobs.values().stream().mapToLong(one -> one.processedRecordCount().orElse(0)).sum();
  }

  @Override
  public void onRead(BatchInput input, BatchReadReport report) {
    add("titan.batch.records", tags.and("outcome", "EMBEDDED"), report.embedded());
    add("titan.batch.records", tags.and("outcome", "FAILED"), report.failed());
  }

  @Override
  public void onEnd(BatchSummary summary) {
    end("none");
  }

  @Override
  public void onFailure(Throwable failure) {
    end(failure.getClass().getName());
  }

  private void end(String error) {
    add("titan.batch.calls", tags.and("error.type", error), 1);
    gauges.forEach(meters::remove);
    gauges = List.of();
    jobs.clear();
  }

  private Gauge gauge(String name, Supplier<Number> value) {
    return Gauge.builder(name, value).tags((Iterable<Tag>) tags).register(meters);
  }

  /** Adds to a counter; Micrometer 1.15 has no methods with {@code Tags}. */
  private void add(String name, Iterable<Tag> counterTags, long number) {
    meters.counter(name, counterTags).increment((double) number);
  }
}
