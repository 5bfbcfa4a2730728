package io.github.titanembeddings.bulk;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many items of a run may fail before it is stopped. Items that failed because of throttling
 * alone do not count; a failure that every item shares ({@link FailureKind#NOT_ALLOWED}) stops the
 * run at once, whatever the budget. Immutable and thread-safe.
 */
public final class FailureBudget {
  private static final int ENOUGH_FOR_PERCENT = 100;
  private static final FailureBudget UNLIMITED = new FailureBudget(Long.MAX_VALUE, 100);

  private final long items;
  private final double percent;

  private FailureBudget(long items, double percent) {
    this.items = items;
    this.percent = percent;
  }

  /** Never stops a run. */
  public static FailureBudget unlimited() {
    return UNLIMITED;
  }

  /**
   * Stops a run when more items than this have failed.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public static FailureBudget ofItems(long items) {
    if (items < 0) {
      throw new IllegalArgumentException("failed items must be 0 or more, not " + items);
    }
    return new FailureBudget(items, 100);
  }

  /**
   * Stops a run when more than this share of the items that are done have failed, once 100 are.
   *
   * @throws IllegalArgumentException if it is not from 0 to 100
   */
  public static FailureBudget ofPercent(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent must be from 0 to 100, not " + percent);
    }
    return new FailureBudget(Long.MAX_VALUE, percent);
  }

  /** Whether so many failures of so many items are more than this allows. */
  public boolean isSpent(long failed, long done) {
    return failed > items || (done >= ENOUGH_FOR_PERCENT && failed * 100.0 > percent * done);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FailureBudget that
        && items == that.items
        && Double.compare(percent, that.percent) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(items, percent);
  }

  @Override
  public String toString() {
    if (items < Long.MAX_VALUE) {
      return "FailureBudget[" + items + " items]";
    }
    return percent >= 100
        ? "FailureBudget[unlimited]"
        : String.format(Locale.ROOT, "FailureBudget[%s %%]", percent);
  }
}
