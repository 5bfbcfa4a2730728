package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkOutcome;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The outcomes that the engine's thread puts and the reader takes. */
public final class OutcomeQueue {
  /** Follows the last outcome; never returned. */
  private static final BulkOutcome END =
      new BulkOutcome.Failed("", new IllegalStateException("the end"));

  private final boolean inputOrder;
  private final BlockingQueue<BulkOutcome> outcomes = new LinkedBlockingQueue<>();
  private final Map<Long, BulkOutcome> early = new HashMap<>();
  private final Semaphore window;
  private long next;

  /** Creates a queue for items of which {@code window} may be read beyond the outcomes taken. */
  OutcomeQueue(boolean inputOrder, int window) {
    this.inputOrder = inputOrder;
    this.window = new Semaphore(window);
  }

  /** Waits until the window has space for another item. */
  void awaitSpace() throws InterruptedException {
    window.acquire();
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

  /** Waits for the next outcome; returns null at the end. */
  @Nullable
  public BulkOutcome take() throws InterruptedException {
    BulkOutcome outcome = outcomes.take();
    if (outcome == END) {
      outcomes.add(END);
      return null;
    }
    window.release();
    return outcome;
  }
}
