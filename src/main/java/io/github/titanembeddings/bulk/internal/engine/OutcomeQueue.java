package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkOutcome;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where outcomes wait for their reader: put in by one thread, taken out by another. */
public final class OutcomeQueue {
  /** Stands behind the last outcome; never given out. */
  private static final BulkOutcome END =
      new BulkOutcome.Failed("", new IllegalStateException("the end"));

  private final boolean inputOrder;
  private final BlockingQueue<BulkOutcome> outcomes = new LinkedBlockingQueue<>();
  private final Map<Long, BulkOutcome> early = new HashMap<>();
  private final AtomicLong taken = new AtomicLong();
  private final Runnable onTaken;
  private volatile boolean tellsWhenTaken;
  private long next;

  /** Runs a task after an outcome was taken, if told to. */
  OutcomeQueue(boolean inputOrder, Runnable onTaken) {
    this.inputOrder = inputOrder;
    this.onTaken = onTaken;
  }

  /** Puts in the outcome of an item; in input order it waits for those of the items before. */
  void put(long number, BulkOutcome outcome) {
    if (!inputOrder) {
      outcomes.add(outcome);
      return;
    }
    early.put(number, outcome);
    for (BulkOutcome ready = early.remove(next); ready != null; ready = early.remove(next)) {
      outcomes.add(ready);
      next++;
    }
  }

  void end() {
    outcomes.add(END);
  }

  /** How many were taken; if that is too few, the task is run when it changes. */
  long taken(long enough) {
    tellsWhenTaken = taken.get() < enough;
    if (tellsWhenTaken && taken.get() >= enough) {
      tellsWhenTaken = false;
    }
    return taken.get();
  }

  /** The next outcome; null at the end. */
  @Nullable
  public BulkOutcome take() throws InterruptedException {
    BulkOutcome outcome = outcomes.take();
    if (outcome == END) {
      outcomes.add(END);
      return null;
    }
    taken.incrementAndGet();
    if (tellsWhenTaken) {
      tellsWhenTaken = false;
      onTaken.run();
    }
    return outcome;
  }
}
