package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkOutcome;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The outcomes that the engine's thread puts and the reader takes. */
public final class OutcomeQueue {
  /** Follows the last outcome; never returned. */
  private static final BulkOutcome END =
      new BulkOutcome.Failed("", new IllegalStateException("the end"));

  private final boolean inputOrder;
  private final BlockingQueue<BulkOutcome> outcomes = new LinkedBlockingQueue<>();
  private final Map<Long, BulkOutcome> early = new HashMap<>();
  private final AtomicLong taken = new AtomicLong();
  private final Runnable onTaken;
  private volatile boolean isAwaited;
  private long next;

  /** Creates a queue that runs a task after an outcome was taken, if {@link #taken} awaits it. */
  OutcomeQueue(boolean inputOrder, Runnable onTaken) {
    this.inputOrder = inputOrder;
    this.onTaken = onTaken;
  }

  /** Adds the outcome of an item; in input order it waits for the outcomes of earlier items. */
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

  /** Returns the number of outcomes taken; if it is below {@code enough}, awaits its change. */
  long taken(long enough) {
    isAwaited = taken.get() < enough;
    if (isAwaited && taken.get() >= enough) {
      isAwaited = false;
    }
    return taken.get();
  }

  /** Waits for the next outcome; returns null at the end. */
  @Nullable
  public BulkOutcome take() throws InterruptedException {
    BulkOutcome outcome = outcomes.take();
    if (outcome == END) {
      outcomes.add(END);
      return null;
    }
    taken.incrementAndGet();
    if (isAwaited) {
      isAwaited = false;
      onTaken.run();
    }
    return outcome;
  }
}
