package io.github.titanembeddings.bulk;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run. Immutable.
 *
 * @param totals the final counters
 * @param end why the run ended
 * @param failure the failure that ended the run; null unless the end is {@link End#BROKEN}
 */
public record BulkSummary(BulkSnapshot totals, End end, @Nullable Throwable failure) {
  /** The reasons for which a run ends. */
  public enum End {
    /** The source ended, and every item has its outcome. */
    COMPLETED,
    /** More items failed than {@link BulkOptions.Builder#failureBudget(long)} allows. */
    FAILURE_BUDGET_SPENT,
    /** The run was closed, or the thread that read its outcomes was interrupted. */
    CANCELLED,
    /**
     * The source or the journal failed, the client was closed, an unexpected error occurred, or the
     * service rejected the run as a whole: invalid credentials or API key, no access, model not
     * offered in the region, daily quota used up, quota of zero.
     */
    BROKEN
  }

  /** Requires totals and an end. */
  public BulkSummary {
    Objects.requireNonNull(totals, "totals");
    Objects.requireNonNull(end, "end");
  }
}
