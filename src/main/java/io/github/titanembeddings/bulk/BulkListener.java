package io.github.titanembeddings.bulk;

/**
 * Is told how a run goes on: now and then while it runs, then once of its end, however it ends.
 *
 * <p>A run tells its listener in a thread of its own, so a listener can take its time: it then
 * hears less often. Whatever a listener throws is logged at DEBUG and forgotten.
 */
public interface BulkListener {
  /** The run as it is now. */
  default void progress(BulkSnapshot snapshot) {}

  /** The run has ended; nothing is told after this. */
  default void finished(BulkSummary summary) {}
}
