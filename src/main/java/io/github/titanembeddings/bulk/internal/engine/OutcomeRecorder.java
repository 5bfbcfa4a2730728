package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkStoppedException;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.internal.journal.Claim;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.model.ModelId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives each item its one outcome: from the log, from another item, or from its own answer. */
final class OutcomeRecorder {
  private final @Nullable OutcomeLog log;
  private final Progress progress;
  private final OutcomeQueue outlet;
  private final Consumer<PendingItem> done;
  private final Consumer<Throwable> broken;
  private final Map<ContentHash, List<PendingItem>> followers = new HashMap<>();
  private final List<Delivery> undelivered = new ArrayList<>();

  /** An outcome that is reported once the log has committed it. */
  private record Delivery(
      PendingItem item, BulkOutcome outcome, boolean isReused, boolean isWritten) {}

  /** Says which items are done, and what is wrong with a log that can't be read or written. */
  OutcomeRecorder(
      @Nullable OutcomeLog log,
      Progress progress,
      OutcomeQueue outlet,
      Consumer<PendingItem> done,
      Consumer<Throwable> broken) {
    this.log = log;
    this.progress = progress;
    this.outlet = outlet;
    this.done = done;
    this.broken = broken;
  }

  /** Begins a run with a model. */
  void begin(ModelId modelId) {
    if (log != null) {
      log.begin(modelId);
    }
  }

  /** Ends the run. */
  void end() {
    if (log != null) {
      log.end();
    }
  }

  /** Whether there is a log, so that the hash of each item is wanted. */
  boolean isKept() {
    return log != null;
  }

  /** Whether an item has to be sent. If not, its outcome is here, or comes with another item's. */
  boolean mustBeSent(PendingItem work) {
    ContentHash hash = work.hash;
    if (log == null || hash == null) {
      return true;
    }
    Claim claim;
    try {
      int length = work.request.embeddingConfig().outputEmbeddingLength();
      claim = log.claim(work.item.key(), hash, length);
    } catch (RuntimeException e) {
      work.hash = null;
      broken.accept(e);
      fail(work, e);
      return false;
    }
    List<PendingItem> same = followers.get(hash);
    if (claim instanceof Claim.SameContent && same != null) {
      same.add(work);
      return false;
    }
    if (claim instanceof Claim.New || claim instanceof Claim.SameContent) {
      followers.put(hash, new ArrayList<>());
      work.leads = true;
      return true;
    }
    if (claim instanceof Claim.Done done) {
      reuse(work, done.outcome(), done.recorded());
    } else if (claim instanceof Claim.DuplicateKey) {
      work.hash = null;
      fail(work, KeyCheck.duplicate(work.item.key()));
    }
    return false;
  }

  /** Ends an item with its answer. */
  void embed(PendingItem work, BulkOutcome.Embedded outcome) {
    if (record(work, outcome)) {
      put(work, outcome, false, true);
      share(work, outcome);
    }
  }

  /** Ends an item with a failure. */
  void fail(PendingItem work, RuntimeException failure) {
    BulkOutcome.Failed outcome = new BulkOutcome.Failed(work.item.key(), failure);
    boolean isStopped = failure instanceof BulkStoppedException;
    if (isStopped) {
      giveBack(work);
    } else if (!record(work, outcome)) {
      return;
    }
    put(work, outcome, false, !isStopped);
    share(work, outcome);
  }

  private void reuse(PendingItem work, BulkOutcome outcome, boolean isRecorded) {
    if (isRecorded || record(work, outcome)) {
      put(work, outcome, true, !isRecorded);
    }
  }

  private void put(PendingItem work, BulkOutcome outcome, boolean isReused, boolean isNew) {
    work.isDone = true;
    boolean isWritten = isNew && log != null && work.hash != null;
    undelivered.add(new Delivery(work, outcome, isReused, isWritten));
    done.accept(work);
  }

  /**
   * Commits the recorded outcomes as one group, then counts and reports them. If the commit fails,
   * the items whose outcomes it contained fail, and the run stops.
   *
   * @return whether there was an outcome to report
   */
  boolean deliver() {
    if (undelivered.isEmpty()) {
      return false;
    }
    List<Delivery> group = List.copyOf(undelivered);
    undelivered.clear();
    RuntimeException failure = commit();
    for (Delivery delivery : group) {
      if (failure != null && delivery.isWritten()) {
        String key = delivery.item().item.key();
        deliver(new Delivery(delivery.item(), new BulkOutcome.Failed(key, failure), false, false));
      } else {
        deliver(delivery);
      }
    }
    return true;
  }

  private @Nullable RuntimeException commit() {
    try {
      if (log != null) {
        log.commit();
      }
      return null;
    } catch (RuntimeException e) {
      broken.accept(e);
      return e;
    }
  }

  private void deliver(Delivery delivery) {
    if (delivery.isReused()) {
      progress.reused(delivery.outcome());
    } else if (delivery.outcome() instanceof BulkOutcome.Embedded embedded) {
      progress.embedded(delivery.item(), embedded.response());
    } else if (delivery.outcome() instanceof BulkOutcome.Failed failed) {
      progress.failed(FailureKind.of(failed.exception()));
    }
    outlet.put(delivery.item().number, delivery.outcome());
  }

  /** Adds an outcome to the group; if that fails, so does the item, and the run. */
  private boolean record(PendingItem work, BulkOutcome outcome) {
    ContentHash hash = work.hash;
    if (log == null || hash == null) {
      return true;
    }
    try {
      log.record(work.item.key(), hash, outcome);
      return true;
    } catch (RuntimeException e) {
      work.hash = null;
      broken.accept(e);
      fail(work, e);
      if (work.leads) {
        failFollowers(hash, e);
      }
      return false;
    }
  }

  private void giveBack(PendingItem work) {
    if (log != null && work.hash != null) {
      log.giveBack(work.item.key(), work.hash);
    }
  }

  /** Copies the outcome of an item to its duplicates, except a failure that stops the whole run. */
  private void share(PendingItem work, BulkOutcome outcome) {
    List<PendingItem> same = work.hash == null || !work.leads ? null : followers.remove(work.hash);
    if (outcome instanceof BulkOutcome.Failed failed
        && FailureKind.of(failed.exception()) == FailureKind.NOT_ALLOWED) {
      return;
    }
    for (PendingItem follower : Objects.requireNonNullElse(same, List.<PendingItem>of())) {
      String key = follower.item.key();
      if (follower.isDone) {
        continue;
      }
      if (outcome instanceof BulkOutcome.Failed failed
          && failed.exception() instanceof BulkStoppedException) {
        fail(follower, failed.exception());
      } else {
        BulkOutcome shared =
            outcome.fold(
                embedded -> new BulkOutcome.Embedded(key, embedded.response()),
                failed -> new BulkOutcome.Failed(key, failed.exception()));
        reuse(follower, shared, false);
      }
    }
  }

  private void failFollowers(ContentHash hash, RuntimeException failure) {
    List<PendingItem> same = followers.remove(hash);
    for (PendingItem follower : Objects.requireNonNullElse(same, List.<PendingItem>of())) {
      if (!follower.isDone) {
        follower.hash = null;
        fail(follower, failure);
      }
    }
  }
}
