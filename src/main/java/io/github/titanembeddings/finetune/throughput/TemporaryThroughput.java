package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.finetune.internal.Timing;
import io.github.titanembeddings.finetune.throughput.internal.ReleaseRetry;
import io.github.titanembeddings.finetune.throughput.internal.RunningCost;
import io.github.titanembeddings.finetune.throughput.internal.ThroughputCalls;
import io.github.titanembeddings.model.ModelId;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provisioned throughput that is released by leaving the block it was made for, also on a failure
 * or an interruption. Safe for use by several threads.
 */
public final class TemporaryThroughput implements AutoCloseable {
  private final String provisionedModelArn;
  private final ProvisionedThroughputRequest request;
  private final ThroughputCalls calls;
  private final Timing timing;
  private final ThroughputListener listener;
  private final Duration start;
  private @Nullable ReleasedThroughput released;

  public TemporaryThroughput(
      String provisionedModelArn,
      ProvisionedThroughputRequest request,
      ThroughputCalls calls,
      Timing timing,
      ThroughputListener listener,
      Duration start) {
    this.provisionedModelArn = provisionedModelArn;
    this.request = request;
    this.calls = calls;
    this.timing = timing;
    this.listener = listener;
    this.start = start;
  }

  /** What a client is given to be answered by this throughput. */
  public ModelId modelId() {
    return ModelId.provisioned(provisionedModelArn);
  }

  /** The throughput's ARN. */
  public String provisionedModelArn() {
    return provisionedModelArn;
  }

  /** How long it has been paid for, and the cost by the caller's figure, in words. */
  public String costSoFar() {
    return provisionedModelArn + cost();
  }

  /** What was released; empty while it has not been. */
  public synchronized Optional<ReleasedThroughput> released() {
    return Optional.ofNullable(released);
  }

  /**
   * Releases it, unless that is done, and tells the listener. A deletion that fails is tried 5
   * times; while the throughput is being made or changed, for about 10 minutes. An interruption
   * does not end this, a second one does; the thread's flag stays set.
   *
   * @throws ThroughputNotReleasedException if it still is there and costs money; closing it again
   *     tries again
   */
  @Override
  public synchronized void close() {
    if (released != null) {
      return;
    }
    RuntimeException thrown;
    try {
      thrown = new ReleaseRetry(calls, timing, listener).run(provisionedModelArn);
    } catch (RuntimeException e) { // also that the client was closed before
      throw new ThroughputNotReleasedException(provisionedModelArn, cost(), e);
    }
    released =
        ReleasedThroughput.of(
            provisionedModelArn, timing.since(start), request.hourlyCost().orElse(null));
    listener.released(released);
    if (thrown != null) {
      throw thrown;
    }
  }

  private String cost() {
    return RunningCost.words(timing.since(start), request.hourlyCost().orElse(null));
  }

  @Override
  public String toString() {
    return "TemporaryThroughput[" + provisionedModelArn + "]";
  }
}
