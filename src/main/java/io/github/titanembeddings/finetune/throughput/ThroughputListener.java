package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.exception.TitanException;
import java.time.Duration;

/**
 * Hears how a throughput goes while it is waited for or released, in the waiting thread. What a
 * listener throws ends the wait; a temporary throughput is released then too.
 */
@FunctionalInterface
public interface ThroughputListener {
  /** The throughput when it is first seen, and each time its state has changed. */
  void changed(ProvisionedThroughput throughput);

  /** The throughput after each question, changed or not, and how long it has been waited for. */
  default void polled(ProvisionedThroughput throughput, Duration waited) {}

  /** A question was not answered, as by throttling; it is asked again after a pause. */
  default void pollFailed(TitanException failure, Duration pause) {}

  /** Releasing it failed; it is tried again after a pause, and costs money until then. */
  default void releaseFailed(TitanException failure, Duration pause) {}

  /** A temporary throughput was released. */
  default void released(ReleasedThroughput released) {}

  /** A listener that does nothing. */
  static ThroughputListener none() {
    return throughput -> {};
  }
}
