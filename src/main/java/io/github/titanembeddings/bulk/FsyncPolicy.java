package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.journal.SyncRule;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a {@link Journal} waits until its records are on the disk ({@code fsync}). What was written
 * but not waited for survives the end of the process, however it ends, but not a power cut or a
 * crash of the operating system. Whatever the policy, {@link Journal#close} waits. Immutable and
 * safe to share between threads.
 */
public final class FsyncPolicy {
  private static final FsyncPolicy NEVER =
      new FsyncPolicy("never", new SyncRule(Long.MAX_VALUE, Long.MAX_VALUE));

  private final String name;
  private final SyncRule rule;

  private FsyncPolicy(String name, SyncRule rule) {
    this.name = name;
    this.rule = rule;
  }

  /** Waits after each record, which on a disk takes some milliseconds each time. */
  public static FsyncPolicy everyRecord() {
    return everyRecords(1);
  }

  /**
   * Waits after so many records.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public static FsyncPolicy everyRecords(long records) {
    if (records < 1) {
      throw new IllegalArgumentException("records must be 1 at least: " + records);
    }
    return new FsyncPolicy("every " + records + " records", new SyncRule(records, Long.MAX_VALUE));
  }

  /**
   * Waits when a record is written and the last waiting is this long ago. There is no timer:
   * records that no other follows are waited for by {@link Journal#sync} or {@link Journal#close}.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public static FsyncPolicy every(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval must be positive: " + interval);
    }
    return new FsyncPolicy("every " + interval, new SyncRule(Long.MAX_VALUE, nanos(interval)));
  }

  /** Leaves it to the operating system, which on Linux takes up to half a minute. */
  public static FsyncPolicy never() {
    return NEVER;
  }

  private static long nanos(Duration interval) {
    try {
      return interval.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  SyncRule rule() {
    return rule;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FsyncPolicy that && rule.equals(that.rule) && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rule, name);
  }

  @Override
  public String toString() {
    return "FsyncPolicy[" + name + "]";
  }
}
