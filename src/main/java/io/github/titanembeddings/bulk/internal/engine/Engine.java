package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.internal.rate.Backoff;
import io.github.titanembeddings.transport.InvokeRetry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs a source through the client. One thread does all, event by event: what other threads have to
 * say they post.
 */
public final class Engine implements Runnable, Puller.Taker {
  private static final long LONGEST_WAIT = 60_000_000_000L;
  private static final int MOST_MISHAPS = 3;

  private final BulkOptions options;
  private final Time time;
  private final Progress progress;
  private final OutcomeQueue outlet;
  private final SourceReader intake;
  private final OutcomeRecorder ledger;
  private final ItemPipeline attempts;
  private final ListenerLoop listeners;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final KeyCheck keys;
  private final InFlightSlots places;
  private final Deque<PendingItem> ready = new ArrayDeque<>();
  private final Set<PendingItem> active = new LinkedHashSet<>();
  private BulkSummary.@Nullable End end;
  private @Nullable Throwable failure;
  private volatile @Nullable BulkSummary summary;

  public Engine(
      TitanEmbeddingsAsyncClient client,
      BulkOptions options,
      Source source,
      Time time,
      Backoff backoff) {
    this.options = options;
    this.time = time;
    Long size = source.size();
    if (size == null && options.size().isPresent()) {
      size = options.size().getAsLong();
    }
    progress = new Progress(time, size);
    outlet = new OutcomeQueue(options.inputOrder(), () -> post(() -> {}));
    ledger = new OutcomeRecorder(options.log(), progress, outlet, this::done, this::breakOff);
    intake =
        new SourceReader(
            new Puller(source, this), outlet, options.window(), options.maxInFlight() / 2);
    keys = new KeyCheck(options.log() != null, options.rejectDuplicateKeys());
    places = new InFlightSlots(options.maxInFlight());
    attempts = new ItemPipeline(this, client.withoutRetries(), options, time, backoff, ledger);
    ledger.begin(client.modelId());
    listeners =
        new ListenerLoop(options.listeners(), options.progressInterval(), progress::snapshot);
  }

  /** Starts the threads of the run, which do not keep the program alive. */
  public void start() {
    daemon(this, "titan-embeddings-bulk").start();
    intake.start();
    if (!options.listeners().isEmpty()) {
      daemon(listeners, "titan-embeddings-bulk-listener").start();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  public OutcomeQueue outlet() {
    return outlet;
  }

  public Progress progress() {
    return progress;
  }

  /** What the run did, once it has ended. */
  @Nullable
  public BulkSummary summary() {
    return summary;
  }

  /** Has a task run by the thread of the engine. */
  void post(Runnable event) {
    events.add(event);
  }

  @Override
  public void pulled(PendingItem work) {
    post(
        () -> {
          intake.came();
          work.deadline = time.nanoTime() + Saturated.nanos(options.deadline());
          active.add(work);
          if (end == null) {
            admit(work);
          } else {
            attempts.stop(work, true);
          }
        });
  }

  private void admit(PendingItem work) {
    RuntimeException refusal = keys.refusal(work.item.key());
    if (refusal == null) {
      places.add(work);
    } else {
      ledger.fail(work, refusal);
    }
  }

  @Override
  public void ended(@Nullable Throwable thrown) {
    post(
        () -> {
          intake.ended();
          if (thrown != null && end == null) {
            failure = thrown;
          }
        });
  }

  /** Ends the run at once: calls are cancelled, and what has its answer is given out. */
  public void cancel() {
    post(() -> stop(BulkSummary.End.CANCELLED, null, true));
  }

  /** Ends the run at once, since something it needs is broken. */
  void breakOff(Throwable cause) {
    post(() -> stop(BulkSummary.End.BROKEN, cause, true));
  }

  /** Ends the run for a reason that all items share: calls in flight still get their response. */
  void giveUp(Throwable reason) {
    stop(BulkSummary.End.BROKEN, reason, false);
  }

  @Override
  public void run() {
    try {
      for (int mishaps = 0; mishaps < MOST_MISHAPS && !isRunToTheEnd(); ) {
        mishaps++;
      }
    } finally {
      finish();
    }
  }

  /** Runs to the end, or stops the run where it can't go on; what is under way still ends. */
  private boolean isRunToTheEnd() {
    try {
      for (long wait = pump(); !isOver(); wait = pump()) {
        Runnable event = time.poll(events, wait);
        for (; event != null; event = events.poll()) {
          event.run();
        }
      }
      return true;
    } catch (Throwable e) {
      stop(BulkSummary.End.BROKEN, e, true);
      return false;
    }
  }

  private boolean isOver() {
    return active.isEmpty() && intake.isOver(time.nanoTime());
  }

  private void finish() {
    intake.shut();
    for (Runnable event = events.poll(); event != null; event = events.poll()) {
      event.run();
    }
    deliver();
    progress.end();
    ledger.end();
    BulkSummary.End reached = end;
    if (reached == null) {
      reached = failure == null ? BulkSummary.End.COMPLETED : BulkSummary.End.BROKEN;
    }
    BulkSummary last = BulkSummary.of(progress.snapshot(), reached, failure);
    summary = last;
    listeners.end(last);
    outlet.end();
  }

  /** Runs everything that is due; returns the nanoseconds until the next due event. */
  private long pump() {
    deliver();
    long wait = step();
    while (deliver()) {
      wait = step();
    }
    return wait;
  }

  /** Reports the outcomes of the events so far; the journal commits them as one group. */
  private boolean deliver() {
    boolean delivered = false;
    while (ledger.deliver()) {
      delivered = true;
      if (end == null && progress.isSpent(options.failureBudget())) {
        stop(BulkSummary.End.FAILURE_BUDGET_SPENT, null, false);
      }
    }
    return delivered;
  }

  private long step() {
    long now = time.nanoTime();
    long wait = Math.min(LONGEST_WAIT, expire(now));
    for (PendingItem next = places.next(now); next != null; next = places.next(now)) {
      if (next.attempts == 0 && next.tries == 0) {
        renew(next);
      }
      attempts.start(next);
    }
    wait = Math.min(wait, sendAll(now));
    intake.ask(places.free());
    wait = Math.min(wait, intake.waitNanos(now));
    progress.inFlight(places.taken());
    return Math.min(wait, places.waitNanos(now));
  }

  private long expire(long now) {
    while (!active.isEmpty()) {
      PendingItem oldest = active.iterator().next();
      if (oldest.deadline - now > 0) {
        return oldest.deadline - now;
      }
      if (oldest.isInLine()) {
        renew(oldest);
        continue;
      }
      attempts.expire(oldest);
      if (!oldest.isDone) {
        return 0;
      }
    }
    return Long.MAX_VALUE;
  }

  /** The deadline begins anew: to wait for its turn does not count. */
  void renew(PendingItem work) {
    active.remove(work);
    work.deadline = time.nanoTime() + Saturated.nanos(options.deadline());
    active.add(work);
  }

  private long sendAll(long now) {
    for (PendingItem next = ready.peek(); next != null; next = ready.peek()) {
      long wait = next.isDone ? 0 : options.quota().take(next.likelyTokens, now);
      if (wait > 0) {
        return wait;
      }
      ready.remove();
      if (!next.isDone) {
        attempts.send(next);
      }
    }
    return Long.MAX_VALUE;
  }

  /** Puts an item where it waits for the quota. */
  void ready(PendingItem work) {
    ready.add(work);
  }

  /** Puts an item where it waits for another attempt, holding neither a place nor memory. */
  void again(PendingItem work, long due) {
    places.again(work, due);
    attempts.release(work);
  }

  /** Reports a retry to the listeners. */
  void retried(String key, InvokeRetry retry) {
    listeners.retried(key, retry);
  }

  /** Takes the place of an item that waits for the outcome of another. */
  void leave(PendingItem work) {
    places.release(work);
  }

  /** Forgets an item that has its outcome. */
  void done(PendingItem work) {
    places.release(work);
    active.remove(work);
    attempts.release(work);
  }

  boolean isStopped() {
    return end != null;
  }

  private void stop(BulkSummary.End why, @Nullable Throwable cause, boolean cancelsCalls) {
    boolean first = end == null;
    if (first) {
      end = why;
      failure = cause;
      intake.leave(time.nanoTime());
    }
    for (PendingItem work : new ArrayList<>(active)) {
      attempts.stop(work, cancelsCalls);
    }
  }
}
