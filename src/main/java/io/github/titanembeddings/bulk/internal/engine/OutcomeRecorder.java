package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.internal.engine.PendingItem.State;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.JournalFailures;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog.Claim;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ModelId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the outcomes that the journal or a duplicate item has, records new ones, and delivers
 * each once it is committed. Not thread-safe.
 */
final class OutcomeRecorder {
  private final @Nullable OutcomeLog log;
  private final @Nullable Set<String> keys;
  private final Progress progress;
  private final OutcomeQueue outcomes;
  private final Map<ContentHash, PendingItem> leaders =
      new HashMap<>(); // whose duplicates share the outcome
  private final List<PendingItem> undelivered = new ArrayList<>();

  OutcomeRecorder(
      @Nullable OutcomeLog log,
      boolean rejectsDuplicateKeys,
      Progress progress,
      OutcomeQueue outcomes) {
    this.log = log;
    this.keys = rejectsDuplicateKeys && log == null ? new HashSet<>() : null;
    this.progress = progress;
    this.outcomes = outcomes;
  }

  void begin(ModelId modelId) {
    if (log != null) {
      log.begin(modelId);
    }
  }

  void end() {
    if (log != null) {
      log.end();
    }
  }

  boolean hasLog() {
    return log != null;
  }

  /** Admits a key to the run, or returns the failure of an item with this key. */
  @Nullable InvalidRequestException admit(String key) {
    if (log != null) {
      return JournalFailures.tooLong(key);
    }
    return keys != null && !keys.add(key) ? JournalFailures.duplicate(key) : null;
  }

  /**
   * Claims an item whose hash is known, for a vector of a given length.
   *
   * @return {@code PREPARING} if it must be sent, {@code AWAITING_DUPLICATE}, or {@code DONE}
   */
  State claim(PendingItem item, int length) {
    ContentHash hash = item.hash;
    if (log == null || hash == null) {
      return State.PREPARING;
    }
    Claim claim;
    try {
      claim = log.claim(item.key(), hash, length);
    } catch (RuntimeException e) {
      return failBoth(item, e);
    }
    if (claim instanceof Claim.DuplicateKey) {
      item.hash = null;
      return item.fail(JournalFailures.duplicate(item.key()));
    }
    if (claim instanceof Claim.Done done) {
      item.outcome = done.outcome();
      item.isReused = true;
      if (done.recorded()) {
        item.hash = null;
      }
      return State.DONE;
    }
    PendingItem leader = leaders.get(hash);
    if (claim instanceof Claim.SameContent && leader != null) {
      leader.duplicates.add(item);
      return State.AWAITING_DUPLICATE;
    }
    leaders.put(hash, item);
    return State.PREPARING;
  }

  /**
   * Records the outcome of an item in state {@code DONE}, and copies it to the duplicates that wait
   * for it, except a failure that ends the run.
   *
   * @return the duplicates that have their outcome
   */
  List<PendingItem> complete(PendingItem item) {
    if (item.hash != null) {
      leaders.remove(item.hash, item);
    }
    record(item);
    List<PendingItem> completed = new ArrayList<>();
    BulkOutcome outcome = Objects.requireNonNull(item.outcome);
    if (isOfKind(outcome, FailureKind.RUN_FATAL)) {
      return completed;
    }
    boolean isLogBroken = item.fatal != null && item.hash == null;
    for (PendingItem duplicate : item.duplicates) {
      if (duplicate.state == State.AWAITING_DUPLICATE) {
        String key = duplicate.key();
        duplicate.outcome =
            outcome.fold(
                embedded -> new BulkOutcome.Embedded(key, embedded.response()),
                failed -> new BulkOutcome.Failed(key, failed.exception()));
        duplicate.isReused = !isLogBroken && !isOfKind(outcome, FailureKind.STOPPED);
        duplicate.hash = isLogBroken ? null : duplicate.hash;
        record(duplicate);
        completed.add(duplicate);
      }
    }
    return completed;
  }

  private static boolean isOfKind(BulkOutcome outcome, FailureKind kind) {
    return outcome instanceof BulkOutcome.Failed failed && failed.kind() == kind;
  }

  /** Adds an outcome to the group of the journal; if that fails, so do the item and the run. */
  private void record(PendingItem item) {
    BulkOutcome outcome = Objects.requireNonNull(item.outcome);
    if (isOfKind(outcome, FailureKind.STOPPED)) {
      item.hash = null;
    }
    ContentHash hash = item.hash;
    if (log != null && hash != null) {
      try {
        log.record(item.key(), hash, outcome);
      } catch (RuntimeException e) {
        failBoth(item, e);
      }
    }
    undelivered.add(item);
  }

  /** Fails an item, and the run with it, because the journal cannot be read or written. */
  private static State failBoth(PendingItem item, RuntimeException e) {
    item.hash = null;
    item.isReused = false;
    item.fatal = e;
    return item.fail(e);
  }

  boolean hasUndelivered() {
    return !undelivered.isEmpty();
  }

  /**
   * Commits the recorded outcomes as one group, then counts and delivers them.
   *
   * @return the exception of the commit, with which the items of the group have failed; else null
   */
  @Nullable RuntimeException deliver() {
    List<PendingItem> group = List.copyOf(undelivered);
    undelivered.clear();
    RuntimeException failure = commit();
    for (PendingItem item : group) {
      if (failure != null && item.hash != null) {
        failBoth(item, failure);
      }
      BulkOutcome outcome = Objects.requireNonNull(item.outcome);
      progress.done(item, outcome);
      outcomes.put(item.number, outcome);
    }
    return failure;
  }

  private @Nullable RuntimeException commit() {
    try {
      if (log != null) {
        log.commit();
      }
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }
}
