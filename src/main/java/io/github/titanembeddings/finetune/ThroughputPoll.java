package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits until a throughput is in service with the model that it shall have. */
final class ThroughputPoll extends Poll<ProvisionedThroughput> {
  private final ThroughputListener listener;
  private @Nullable String last;

  ThroughputPoll(
      String throughput, WaitOptions options, Timing timing, ThroughputListener listener) {
    super("provisioned throughput " + throughput, options, timing);
    this.listener = listener;
  }

  @Override
  boolean isAwaited(ProvisionedThroughput throughput, Duration waited) {
    String seen = throughput.statusAsString();
    if (!seen.equals(last)) {
      last = seen;
      listener.changed(throughput);
    }
    listener.polled(throughput, waited);
    if (throughput.status() == ThroughputStatus.FAILED) {
      throw new ThroughputFailedException(throughput);
    }
    return throughput.isInService();
  }

  @Override
  void failed(TitanException failure, Duration pause) {
    listener.pollFailed(failure, pause);
  }
}
