package io.github.titanembeddings.bulk;

import io.github.titanembeddings.transport.InvokeRetry;

/**
 * Receives the retries and the progress of a run, and its end once, however it ends.
 *
 * <p>A run calls its listeners on a thread of its own, one event at a time. A slow listener
 * receives progress less often, and misses retries once 10,000 events are waiting. What a listener
 * throws is logged at DEBUG and ignored.
 */
public interface BulkListener {
  /** Called at the progress interval while the run lasts. */
  default void progress(BulkSnapshot snapshot) {}

  /**
   * Called when an item is sent again after a failed attempt.
   *
   * @param key the item's key
   * @param retry the number of the new request of this item, the time since the previous one
   *     failed, and the reason
   */
  default void retried(String key, InvokeRetry retry) {}

  /** Called once, after which there are no events. */
  default void finished(BulkSummary summary) {}
}
