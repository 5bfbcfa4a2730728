package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.model.ModelId;

/**
 * Keeps outcomes beyond a run. A run calls it from one thread at a time. Every method may throw a
 * {@link RuntimeException} if the log cannot be read or written, which stops the run.
 */
public interface OutcomeLog {
  /** The result of a claim. */
  sealed interface Claim {
    /** The item must be sent. */
    record New() implements Claim {}

    /**
     * The item has an outcome.
     *
     * @param outcome the outcome under the claimed key
     * @param recorded whether the log has it under this key; if not, it must be recorded
     */
    record Done(BulkOutcome outcome, boolean recorded) implements Claim {}

    /** The key was already claimed in this run. */
    record DuplicateKey() implements Claim {}

    /** The content was claimed in this run under another key, whose outcome applies to both. */
    record SameContent() implements Claim {}
  }

  /**
   * Begins a run: keys that were claimed in an earlier run may be claimed again.
   *
   * @throws RuntimeException if the log belongs to another model or another run uses it
   */
  void begin(ModelId modelId);

  /** Ends the run; claimed items that got no outcome may be claimed by the next one. */
  default void end() {}

  /**
   * Claims an item for this run.
   *
   * @param length the requested length of the vector
   * @return whether the item must be sent, and if not, why
   */
  Claim claim(String key, ContentHash hash, int length);

  /** Adds the outcome of a claimed item to the current group. */
  void record(String key, ContentHash hash, BulkOutcome outcome);

  /** Commits the current group. None of its outcomes may be reported before this returns. */
  default void commit() {}
}
