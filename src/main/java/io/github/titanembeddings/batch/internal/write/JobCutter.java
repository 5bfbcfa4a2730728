package io.github.titanembeddings.batch.internal.write;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Distributes records to jobs in their order, without knowing how many follow, so that every job
 * has the minimum of records and keeps its limits.
 *
 * <p>A record is placed at once while the job has capacity for it and for {@code minimum - 1} more
 * records of the largest size so far. From then on records are held, until enough are held to fill
 * the job and to start the next one with the minimum; at the end of the source they are divided so
 * that both jobs are legal. A job takes its first record when the minimum is held.
 */
public final class JobCutter<T> {
  /** Receives a record with the number of its job, counted from 1. */
  @FunctionalInterface
  public interface Placement<T> {
    void place(T record, int job);
  }

  private final long min;
  private final long max;
  private final long maxBytes;
  private final ToLongFunction<T> size;
  private final UnaryOperator<T> hold;
  private final Placement<T> placement;
  private final Queue<T> held = new ArrayDeque<>();
  private int job;
  private long records;
  private long bytes;
  private long heldBytes;
  private long largest;

  /**
   * Creates a cutter.
   *
   * @param jobs the number of jobs before
   * @param size the bytes of a record in its file
   * @param hold makes a record cheap to hold
   */
  public JobCutter(
      Limits limits,
      int jobs,
      ToLongFunction<T> size,
      UnaryOperator<T> hold,
      Placement<T> placement) {
    this.min = limits.get(Limit.BATCH_RECORDS_MIN);
    this.max = limits.get(Limit.BATCH_RECORDS);
    this.maxBytes = limits.get(Limit.BATCH_JOB_BYTES);
    if (max < 2 * min) {
      throw new IllegalArgumentException(
          "BATCH_RECORDS must be at least twice BATCH_RECORDS_MIN, was " + max + " and " + min);
    }
    this.job = jobs + 1;
    this.size = size;
    this.hold = hold;
    this.placement = placement;
  }

  public void add(T record) {
    largest = Math.max(largest, size.applyAsLong(record));
    if (records > 0 && held.isEmpty() && hasCapacity(record)) {
      place(record);
      return;
    }
    held.add(hold.apply(record));
    heldBytes += size.applyAsLong(record);
    while (placeHeld()) {}
  }

  private boolean hasCapacity(T record) {
    return records + min <= max
        && bytes + size.applyAsLong(record) + (min - 1) * largest <= maxBytes;
  }

  private void place(T record) {
    records++;
    bytes += size.applyAsLong(record);
    placement.place(record, job);
  }

  private void placeHeld(int count) {
    for (int i = 0; i < count; i++) {
      T record = held.remove();
      heldBytes -= size.applyAsLong(record);
      place(record);
    }
  }

  private void nextJob() {
    job++;
    records = 0;
    bytes = 0;
  }

  /** Places the records that no longer need to be held; returns whether it began a new job. */
  private boolean placeHeld() {
    if (records == 0 && held.size() >= min) {
      while (!held.isEmpty() && hasCapacity(held.element())) {
        placeHeld(1);
      }
    }
    int fitting = fitting();
    if (held.size() - fitting < min) {
      return false;
    }
    if (records + fitting < min) {
      throw tooLarge();
    }
    placeHeld(fitting);
    nextJob();
    return true;
  }

  /** Returns how many of the held records fit into the job. */
  private int fitting() {
    if (records + held.size() <= max && bytes + heldBytes <= maxBytes) {
      return held.size();
    }
    int count = 0;
    long sum = bytes;
    for (Iterator<T> all = held.iterator(); all.hasNext() && records + count < max; count++) {
      sum += size.applyAsLong(all.next());
      if (sum > maxBytes) {
        break;
      }
    }
    return count;
  }

  private InvalidRequestException tooLarge() {
    return new InvalidRequestException(
        Violation.error("records", ViolationCodes.BATCH_RECORDS_TOO_LARGE)
            .actual(
                String.format(
                    Locale.ROOT,
                    "%,d records, the minimum of a job, exceed its %,d bytes",
                    min,
                    maxBytes))
            .remedy("make the images smaller with ImageFit.DOWNSCALE, or call on demand")
            .build());
  }

  /**
   * Places the held records at the end of the source.
   *
   * @return those that are too few for a job; empty if all are placed
   */
  public List<T> finish() {
    int fitting = fitting();
    if (fitting < held.size() && held.size() >= min && records + held.size() - min >= min) {
      placeHeld((int) (held.size() - min));
      nextJob();
      fitting = fitting();
    }
    if (records + fitting >= min) {
      placeHeld(fitting);
      nextJob();
    } else if (records > 0) {
      throw tooLarge();
    }
    return List.copyOf(held);
  }

  /** Places the records of the last job; none if there is no further job. */
  public void placeLastJob(List<T> all) {
    all.forEach(record -> placement.place(record, job));
  }
}
