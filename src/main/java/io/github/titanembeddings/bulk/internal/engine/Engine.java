package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.internal.engine.PendingItem.State;
import io.github.titanembeddings.bulk.internal.engine.SourceReader.Source;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.bulk.internal.rate.Backoff;
import io.github.titanembeddings.bulk.internal.rate.RateLimiter;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a source through the client: an event loop on one thread, to which other threads post. It
 * alone changes the states of items, as the package documentation shows.
 */
public final class Engine {
  private static final long MAX_WAIT_NANOS = 60_000_000_000L;
  private static final int MAX_ERRORS = 3;

  private final BulkOptions options;
  private final RateLimiter limiter;
  private final Time time;
  private final Function<String, RuntimeException> stopped;
  private final Progress progress;
  private final OutcomeQueue outcomes;
  private final SourceReader source;
  private final OutcomeRecorder recorder;
  private final ItemPipeline pipeline;
  private final ListenerLoop listeners;
  private final KeyCheck keys;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final Set<PendingItem> active = new LinkedHashSet<>();
  private final InFlightSlots slots;
  private final MemoryBudget<PendingItem> memory;
  private final Queue<PendingItem> awaitingQuota = new ArrayDeque<>();
  private final SortedSet<PendingItem> deadlines =
      new TreeSet<>(
          Comparator.comparingLong((PendingItem item) -> item.deadline)
              .thenComparingLong(item -> item.number));
  private long transitions;
  private BulkSummary.@Nullable End end;
  private @Nullable Throwable failure;
  private volatile @Nullable BulkSummary summary;

  /**
   * Creates the engine of a run.
   *
   * @param stopped creates the failure of an item that a stopped run has not completed
   */
  public Engine(
      TitanEmbeddingsAsyncClient client,
      BulkOptions options,
      @Nullable OutcomeLog log,
      RateLimiter limiter,
      Source items,
      Time time,
      Backoff backoff,
      Function<String, RuntimeException> stopped) {
    this.options = options;
    this.limiter = limiter;
    this.time = time;
    this.stopped = stopped;
    Long size = items.size();
    if (size == null && options.size().isPresent()) {
      size = options.size().getAsLong();
    }
    progress = new Progress(time, size);
    outcomes = new OutcomeQueue(options.inputOrder(), () -> events.add(() -> {}));
    recorder = new OutcomeRecorder(log, progress, outcomes);
    source =
        new SourceReader(
            items,
            outcomes,
            options.window(),
            options.maxInFlight() / 2,
            item -> events.add(() -> received(item)),
            thrown -> events.add(() -> sourceEnded(thrown)));
    keys = new KeyCheck(log != null, options.rejectDuplicateKeys());
    slots = new InFlightSlots(options.maxInFlight());
    memory = new MemoryBudget<>(options.memoryBudget());
    listeners =
        new ListenerLoop(options.listeners(), options.progressInterval(), progress::snapshot);
    pipeline =
        new ItemPipeline(
            client.withoutRetries(),
            options,
            limiter,
            time,
            backoff,
            recorder,
            progress,
            listeners);
    recorder.begin(client.modelId());
  }

  /** Starts the threads of the run, which do not keep the program alive. */
  public void start() {
    Threads.daemon(this::run, "titan-embeddings-bulk").start();
    source.start();
    if (!options.listeners().isEmpty()) {
      Threads.daemon(listeners, "titan-embeddings-bulk-listener").start();
    }
  }

  public OutcomeQueue outcomes() {
    return outcomes;
  }

  public Progress progress() {
    return progress;
  }

  /** Returns the summary of the run; null until it has ended. */
  @Nullable
  public BulkSummary summary() {
    return summary;
  }

  /** Stops the run from another thread. Calls in flight are cancelled. */
  public void cancel() {
    events.add(() -> stop(BulkSummary.End.CANCELLED, null, true));
  }

  private void run() {
    try {
      for (int errors = 0; errors < MAX_ERRORS; errors++) {
        try {
          runLoop();
          return;
        } catch (Throwable e) {
          stop(BulkSummary.End.BROKEN, e, true);
        }
      }
    } finally {
      finish();
    }
  }

  private void runLoop() throws InterruptedException {
    for (long wait = runDue(); !isOver(); wait = runDue()) {
      Runnable event = time.poll(events, wait);
      for (; event != null; event = events.poll()) {
        event.run();
      }
    }
  }

  private boolean isOver() {
    return active.isEmpty() && source.isOver(time.nanoTime());
  }

  private void finish() {
    source.shut();
    for (Runnable event = events.poll(); event != null; event = events.poll()) {
      event.run();
    }
    deliver();
    progress.end();
    recorder.end();
    BulkSummary.End reached = end;
    if (reached == null) {
      reached = failure == null ? BulkSummary.End.COMPLETED : BulkSummary.End.BROKEN;
    }
    BulkSummary last = new BulkSummary(progress.snapshot(), reached, failure);
    summary = last;
    listeners.end(last);
    outcomes.end();
  }

  /** Runs everything that is due; returns the nanoseconds until the next due event. */
  private long runDue() {
    long before;
    long wait;
    do {
      before = transitions;
      deliver();
      long now = time.nanoTime();
      wait = Math.min(MAX_WAIT_NANOS, expire(now));
      startItems(now);
      wait = Math.min(wait, sendItems(now));
      source.request(slots.free());
      wait = Math.min(wait, Math.min(source.waitNanos(now), slots.waitNanos(now)));
      progress.inFlight(slots.taken());
    } while (transitions != before || recorder.hasUndelivered());
    return wait;
  }

  /** Commits and delivers the outcomes of the events so far. */
  private void deliver() {
    while (recorder.hasUndelivered()) {
      RuntimeException commitFailure = recorder.deliver();
      if (commitFailure != null) {
        stop(BulkSummary.End.BROKEN, commitFailure, true);
      }
      if (end == null && progress.isFailureBudgetSpent(options)) {
        stop(BulkSummary.End.FAILURE_BUDGET_SPENT, null, false);
      }
    }
  }

  private long expire(long now) {
    while (!deadlines.isEmpty()) {
      PendingItem first = deadlines.first();
      if (first.deadline - now > 0) {
        return first.deadline - now;
      }
      if (!cancelCall(first)) {
        return 0; // The result has arrived, and its event follows.
      }
      enter(first, pipeline.expired(first));
    }
    return Long.MAX_VALUE;
  }

  private void startItems(long now) {
    for (PendingItem item = slots.next(now); item != null; item = slots.next(now)) {
      enter(item, State.SIZING);
    }
    for (PendingItem item = memory.grant(); item != null; item = memory.grant()) {
      item.reserved = item.bodyBytes;
      enter(item, State.PREPARING);
    }
  }

  private long sendItems(long now) {
    for (PendingItem item = awaitingQuota.peek(); item != null; item = awaitingQuota.peek()) {
      boolean isWaiting = item.state == State.AWAITING_QUOTA;
      long wait = isWaiting ? limiter.acquire(item.estimatedTokens, now) : 0;
      if (wait > 0) {
        return wait;
      }
      awaitingQuota.remove();
      if (isWaiting) {
        enter(item, State.SENT);
      }
    }
    return Long.MAX_VALUE;
  }

  private void received(PendingItem item) {
    source.received();
    active.add(item);
    RuntimeException refusal = end == null ? keys.refusal(item.key()) : stopped(item);
    if (refusal == null) {
      slots.queue(item);
    } else {
      enter(item, item.fail(refusal));
    }
  }

  private void sourceEnded(@Nullable Throwable thrown) {
    source.ended();
    if (thrown != null && end == null) {
      failure = thrown;
    }
  }

  /** Changes the state of an item, and starts what the new state waits for. */
  private void enter(PendingItem item, State next) {
    transition(item, next);
    switch (next) {
      case SIZING -> start(item, () -> pipeline.size(item));
      case AWAITING_MEMORY -> memory.request(item, item.bodyBytes);
      case PREPARING -> start(item, () -> pipeline.prepare(item));
      case AWAITING_QUOTA -> awaitingQuota.add(item);
      case SENT -> start(item, () -> pipeline.send(item));
      case BACKING_OFF -> slots.backOff(item);
      case DONE -> complete(item);
      case QUEUED, AWAITING_DUPLICATE -> {}
    }
  }

  /** The only place that changes a state, with the slot, memory and deadline that come with it. */
  private void transition(PendingItem item, State next) {
    State previous = item.state;
    if (!previous.allows(next)) {
      throw new IllegalStateException(previous + " must not become " + next);
    }
    transitions++;
    deadlines.remove(item);
    item.state = next;
    item.call = null;
    if (previous.holdsSlot() != next.holdsSlot()) {
      if (next.holdsSlot()) {
        slots.take();
      } else {
        slots.release();
      }
    }
    if (previous == State.AWAITING_MEMORY && next == State.DONE) {
      memory.withdraw(item);
    }
    if (next == State.AWAITING_QUOTA || !next.holdsMemory()) {
      long needed = next.holdsMemory() ? Math.min(item.reserved, item.bodyBytes) : 0;
      memory.release(item.reserved - needed);
      item.reserved = needed;
    }
    if (previous.holdsMemory() && !next.holdsMemory()) {
      item.forgetRequest();
    }
    if (hasDeadline(item)) {
      if (item.attempts == 0 && previous != next) {
        item.deadline = time.nanoTime() + Saturated.nanos(options.deadline());
      }
      deadlines.add(item);
    }
  }

  /** Returns whether time counts: while the image is read, and from the first request on. */
  private static boolean hasDeadline(PendingItem item) {
    return switch (item.state) {
      case SIZING, PREPARING, SENT -> true;
      case AWAITING_QUOTA -> item.attempts > 0;
      default -> false;
    };
  }

  private void start(PendingItem item, Supplier<ItemPipeline.Step<?>> step) {
    ItemPipeline.Step<?> started;
    try {
      started = step.get();
    } catch (RuntimeException e) { // The client is closed.
      stop(BulkSummary.End.BROKEN, e, true);
      return;
    }
    await(item, started);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  private <T> void await(PendingItem item, ItemPipeline.Step<T> step) {
    CompletableFuture<T> call = step.call();
    item.call = call;
    boolean isDone = call.isDone();
    call.whenComplete(
        (value, thrown) -> {
          Runnable event = () -> resume(item, call, step.next(), value, thrown);
          if (isDone) {
            event.run();
          } else {
            events.add(event);
          }
        });
  }

  private <T> void resume(
      PendingItem item,
      CompletableFuture<T> call,
      Function<T, State> next,
      @Nullable T value,
      @Nullable Throwable thrown) {
    if (item.call != call) {
      return; // The item ended meanwhile.
    }
    item.call = null;
    enter(
        item,
        thrown == null
            ? next.apply(Objects.requireNonNull(value))
            : pipeline.failed(item, Futures.unwrap(thrown), end == null));
  }

  /** Records an outcome; stops the run if the failure concerns all items. */
  private void complete(PendingItem item) {
    active.remove(item);
    for (PendingItem duplicate : recorder.complete(item)) {
      transition(duplicate, State.DONE);
      active.remove(duplicate);
      stopOnFailureOf(duplicate);
    }
    stopOnFailureOf(item);
  }

  private void stopOnFailureOf(PendingItem item) {
    if (item.fatal != null) {
      stop(BulkSummary.End.BROKEN, item.fatal, true);
    } else if (item.outcome instanceof BulkOutcome.Failed failed
        && failed.kind() == FailureKind.RUN_FATAL) {
      stop(BulkSummary.End.BROKEN, failed.exception(), false);
    }
  }

  private void stop(BulkSummary.End why, @Nullable Throwable cause, boolean cancelsCalls) {
    if (end == null) {
      end = why;
      failure = cause;
      source.leave(time.nanoTime());
    }
    for (PendingItem item : new ArrayList<>(active)) {
      boolean isSent = item.state == State.SENT;
      if (item.state != State.DONE && (!isSent || cancelsCalls)) {
        boolean isCancelled = cancelCall(item);
        if (isCancelled || !isSent) {
          enter(item, item.fail(stopped(item)));
        }
      }
    }
  }

  /** Cancels the operation an item waits for; returns false if its result has arrived. */
  private static boolean cancelCall(PendingItem item) {
    CompletableFuture<?> call = item.call;
    return call == null || call.cancel(true) || call.isCancelled();
  }

  private RuntimeException stopped(PendingItem item) {
    return stopped.apply("the run was stopped before " + KeyCheck.shown(item.key()) + " was done");
  }
}
