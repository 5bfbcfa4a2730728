package io.github.titanembeddings.bulk;

import io.github.titanembeddings.transport.InvokeRetry;

/**
 * Receives the progress, the retries and, exactly once, the end of a run.
 *
 * <p>Called on a library thread, one event at a time. An exception thrown by a listener is logged
 * and ignored. A listener that concurrent runs share must be thread-safe.
 *
 * <p>A slow listener receives progress less often, and misses retries while 10,000 events are
 * queued. The run waits up to a second for the listener to receive the end; a slower one receives
 * it later.
 *
 * <pre>{@code
 * BulkListener rate = new BulkListener() {
 *   @Override
 *   public void onProgress(BulkSnapshot run) {
 *     System.out.println(run.done() + " done, " + run.averageRatePerSecond() + " per second");
 *   }
 * };
 * }</pre>
 */
public interface BulkListener {
  /** Called at the {@linkplain BulkOptions#progressInterval() interval} during the run. */
  default void onProgress(BulkSnapshot snapshot) {}

  /**
   * Called when an item is retried.
   *
   * @param key the key of the item
   * @param retry the number of the item's new request, the time since the previous one failed, and
   *     the reason
   */
  default void onRetry(String key, InvokeRetry retry) {}

  /** Called once, as the last event. */
  default void onEnd(BulkSummary summary) {}
}
