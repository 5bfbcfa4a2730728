package io.github.titanembeddings.finetune.throughput.internal;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.finetune.WaitOptions;
import io.github.titanembeddings.finetune.internal.Poll;
import io.github.titanembeddings.finetune.internal.Timing;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughput;
import io.github.titanembeddings.finetune.throughput.ThroughputFailedException;
import io.github.titanembeddings.finetune.throughput.ThroughputListener;
import io.github.titanembeddings.finetune.throughput.ThroughputStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits until a throughput is in service with the model that it shall have. */
public final class ThroughputPoll extends Poll<ProvisionedThroughput> {
  private final ThroughputListener listener;
  private @Nullable String last;

  public ThroughputPoll(
      String throughput, WaitOptions options, Timing timing, ThroughputListener listener) {
    super("provisioned throughput " + throughput, options, timing);
    this.listener = listener;
  }

  @Override
  public boolean isAwaited(ProvisionedThroughput throughput, Duration waited) {
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
  public void failed(TitanException failure, Duration pause) {
    listener.pollFailed(failure, pause);
  }
}
