package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkListener;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.internal.engine.PendingItem.State;
import io.github.titanembeddings.bulk.internal.engine.SourceReader.Source;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.bulk.internal.rate.RateLimiter;
import io.github.titanembeddings.internal.client.ClientAccess;
import io.github.titanembeddings.internal.concurrent.Backoff;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.internal.concurrent.Threads;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.internal.text.Abbreviate;
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
import java.util.function.Consumer;
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
  private final Timing time;
  private final Function<String, RuntimeException> stopped;
  private final Progress progress;
  private final OutcomeQueue outcomes;
  private final SourceReader source;
  private final OutcomeRecorder recorder;
  private final ItemPipeline pipeline;
  private final ListenerThread listeners;
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
      Timing time,
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
    outcomes = new OutcomeQueue(options.inputOrder(), options.window());
    recorder = new OutcomeRecorder(log, options.rejectDuplicateKeys(), progress, outcomes);
    source =
        new SourceReader(
            items,
            outcomes,
            options.maxInFlight() / 2,
            item -> events.add(() -> received(item)),
            thrown -> events.add(() -> sourceEnded(thrown)));
    slots = new InFlightSlots(options.maxInFlight());
    memory = new MemoryBudget<>(options.memoryBudget());
    listeners = new ListenerThread("titan-embeddings-bulk-listener");
    pipeline =
        new ItemPipeline(
            (TitanEmbeddingsAsyncClient) ClientAccess.get().withoutRetries().apply(client),
            options,
            limiter,
            time,
            backoff,
            recorder,
            progress,
            listeners);
    recorder.begin(client.modelId());
  }

  public void start() {
    // The run may end at once, and its end is the last event.
    long interval = Timing.nanos(options.progressInterval());
    listeners.repeat(options.listeners(), interval, progress::snapshot, BulkListener::onProgress);
    Threads.daemon(this::run, "titan-embeddings-bulk").start();
    source.start();
  }

  public OutcomeQueue outcomes() {
    return outcomes;
  }

  public Progress progress() {
    return progress;
  }

  public @Nullable BulkSummary summary() {
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
    BulkSummary.End unstopped =
        failure == null ? BulkSummary.End.COMPLETED : BulkSummary.End.BROKEN;
    BulkSummary last = new BulkSummary(progress.snapshot(), end == null ? unstopped : end, failure);
    summary = last;
    listeners.end(options.listeners(), listener -> listener.onEnd(last));
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
    RuntimeException refusal = end == null ? recorder.admit(item.key()) : stopped(item);
    if (refusal != null) {
      enter(item, item.fail(refusal));
      return;
    }
    slots.queue(item);
  }

  private void sourceEnded(@Nullable Throwable thrown) {
    source.ended();
    if (thrown != null && end == null) {
      failure = thrown;
    }
  }

  /** Changes the state of an item, and starts the operation that the new state awaits. */
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
    slots.taken((next.holdsSlot() ? 1 : 0) - (previous.holdsSlot() ? 1 : 0));
    if (previous == State.AWAITING_MEMORY && next == State.DONE) {
      memory.withdraw(item);
    }
    if (next == State.AWAITING_QUOTA) {
      releaseMemory(item, Math.min(item.reserved, item.bodyBytes));
    } else if (!next.holdsMemory()) {
      releaseMemory(item, 0);
      item.forgetRequest();
    }
    if (item.hasDeadline()) {
      if (item.attempts == 0 && previous != next) {
        item.deadline = time.nanoTime() + Timing.nanos(options.deadline());
      }
      deadlines.add(item);
    }
  }

  private void releaseMemory(PendingItem item, long needed) {
    memory.release(item.reserved - needed);
    item.reserved = needed;
  }

  private void start(PendingItem item, Supplier<ItemPipeline.Step<?>> operation) {
    ItemPipeline.Step<?> step;
    try {
      step = operation.get();
    } catch (RuntimeException e) { // The client is closed.
      stop(BulkSummary.End.BROKEN, e, true);
      return;
    }
    await(item, step);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  private <T> void await(PendingItem item, ItemPipeline.Step<T> step) {
    item.call = step.call();
    Consumer<Runnable> loop = step.call().isDone() ? Runnable::run : events::add;
    step.call()
        .whenComplete((value, thrown) -> loop.accept(() -> resume(item, step, value, thrown)));
  }

  private <T> void resume(
      PendingItem item, ItemPipeline.Step<T> step, @Nullable T value, @Nullable Throwable thrown) {
    if (item.call != step.call()) {
      return; // The item ended meanwhile.
    }
    item.call = null;
    State next =
        thrown == null
            ? step.next().apply(Objects.requireNonNull(value))
            : pipeline.failed(item, Futures.unwrap(thrown), end == null);
    enter(item, next);
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
      if (item.state == State.DONE || (item.state == State.SENT && !cancelsCalls)) {
        continue;
      }
      boolean isCancelled = cancelCall(item);
      if (isCancelled || item.state != State.SENT) {
        enter(item, item.fail(stopped(item)));
      }
    }
  }

  /** Cancels the operation an item waits for; returns false if its result has arrived. */
  private static boolean cancelCall(PendingItem item) {
    CompletableFuture<?> call = item.call;
    return call == null || call.cancel(true) || call.isCancelled();
  }

  private RuntimeException stopped(PendingItem item) {
    return stopped.apply("the run was stopped before " + Abbreviate.key(item.key()) + " was done");
  }
}
