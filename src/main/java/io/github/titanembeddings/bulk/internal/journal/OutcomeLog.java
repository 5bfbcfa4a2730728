package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.model.ModelId;

/** Remembers outcomes beyond a run. A run uses it from one thread at a time. */
public interface OutcomeLog {
  /**
   * Begins a run: keys that were claimed in a former one may be claimed again.
   *
   * @throws RuntimeException if it is not of this model, or another run uses it
   */
  void begin(ModelId modelId);

  /** Ends the run. */
  default void end() {}

  /**
   * Takes an item on, unless it need not or must not be sent.
   *
   * @throws RuntimeException if the log can't be read; the run stops with it
   */
  Claim claim(String key, ContentHash hash);

  /**
   * Writes the outcome of a claimed item and returns when it is as safe as the log promises. Nobody
   * hears of the outcome before.
   *
   * @throws RuntimeException if it can't be written; the run stops with it
   */
  void append(String key, ContentHash hash, BulkOutcome outcome);

  /**
   * Gives back an item that was claimed and will have no outcome in this run, as if never taken.
   */
  void giveBack(String key, ContentHash hash);
}
