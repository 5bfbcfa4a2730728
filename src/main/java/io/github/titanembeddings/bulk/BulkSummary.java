package io.github.titanembeddings.bulk;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run did in all, and why it ended. Immutable and safe to share between threads. */
public final class BulkSummary {
  /** The ends that a run can have. */
  public enum End {
    /** The source ended, and every item has its outcome. */
    COMPLETED,
    /** More items failed than the failure budget allows. */
    FAILURE_BUDGET_SPENT,
    /** The run was closed, or the thread that read its outcomes was interrupted. */
    CANCELLED,
    /**
     * The source, the callback, the journal or the JVM failed, or the service refused the run as a
     * whole: invalid credentials or API key, no access, model not offered in the region, daily
     * quota used up, quota of zero. {@link BulkSummary#failure()} holds the reason.
     */
    BROKEN
  }

  private final BulkSnapshot totals;
  private final End end;
  private final @Nullable Throwable failure;

  private BulkSummary(BulkSnapshot totals, End end, @Nullable Throwable failure) {
    this.totals = Objects.requireNonNull(totals, "totals");
    this.end = Objects.requireNonNull(end, "end");
    this.failure = failure;
  }

  public static BulkSummary of(BulkSnapshot totals, End end, @Nullable Throwable failure) {
    return new BulkSummary(totals, end, failure);
  }

  /** All that was counted. */
  public BulkSnapshot totals() {
    return totals;
  }

  /** Why it ended. */
  public End end() {
    return end;
  }

  /** What broke the run, if that is why it ended. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BulkSummary that
        && totals.equals(that.totals)
        && end == that.end
        && Objects.equals(failure, that.failure);
  }

  @Override
  public int hashCode() {
    return Objects.hash(totals, end, failure);
  }

  @Override
  public String toString() {
    return "BulkSummary[" + end + ", " + totals + "]";
  }
}
