package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.exception.TitanException;
import java.time.Duration;

/**
 * Receives the progress of a throughput that is awaited or released. Called on the waiting thread.
 * An exception thrown by a listener is logged and ignored.
 */
@FunctionalInterface
public interface ThroughputListener {
  /** Called when the throughput is first seen, and when its status has changed. */
  void onProgress(ProvisionedThroughput throughput);

  /** Called when a poll failed, such as by throttling; the next one follows after the pause. */
  default void onPollFailed(TitanException failure, Duration pause) {}

  /** Called when a release failed; it is retried after the pause, and billed until then. */
  default void onReleaseFailed(TitanException failure, Duration pause) {}

  /** Called once, when a temporary throughput was released. */
  default void onReleased(ReleasedThroughput released) {}
}
