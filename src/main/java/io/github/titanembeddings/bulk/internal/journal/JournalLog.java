package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.internal.engine.KeyCheck;
import io.github.titanembeddings.bulk.internal.journal.JournalStore.Entry;
import io.github.titanembeddings.model.ModelId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What runs ask of a journal and tell it: it adds to the file the items that are under way. */
public final class JournalLog implements OutcomeLog {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Path file;
  private final JournalStore store;
  private final ModelId modelId;
  private final boolean retryRefused;
  private final Set<String> keys = new HashSet<>();
  private final Map<ContentHash, String> contents = new HashMap<>();
  private boolean running;
  private long start;

  public JournalLog(Path file, JournalStore store, ModelId modelId, boolean retryRefused) {
    this.file = file;
    this.store = store;
    this.modelId = modelId;
    this.retryRefused = retryRefused;
  }

  @Override
  public synchronized void begin(ModelId other) {
    if (!other.equals(modelId)) {
      throw failure(
          JournalException.Kind.OTHER_MODEL,
          "the journal is of " + modelId + ", the client's model is " + other);
    }
    if (running) {
      throw failure(
          JournalException.Kind.LOCKED,
          "another run uses the journal; a journal serves one run at a time");
    }
    store.forgetSeen();
    running = true;
    start = store.end();
  }

  @Override
  public synchronized void end() {
    keys.clear();
    contents.clear();
    running = false;
    notifyAll();
  }

  /** Waits a while for a run that is ending; an interruption ends the waiting, and is kept. */
  public synchronized void awaitEnd() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    try {
      for (long left = PATIENCE_NANOS; running && left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized Claim claim(String key, ContentHash hash, int length) {
    if (key.length() > KeyCheck.MAX_JOURNALED) {
      throw failure(
          JournalException.Kind.FAILED,
          "a key has "
              + key.length()
              + " characters, a journal takes 65,536 at most; use a shorter one");
    }
    if (keys.contains(key) || store.see(key, true)) {
      return new Claim.DuplicateKey();
    }
    ByteBuffer content = ByteBuffer.wrap(hash.bytes());
    Entry own = store.ofKey(key);
    if (own != null && own.contentHash().equals(content) && isFinal(own)) {
      return done(key, own, true);
    }
    keys.add(key);
    if (contents.containsKey(hash)) {
      return new Claim.SameContent();
    }
    Entry alike = store.ofContent(content);
    if (alike != null && isFinal(alike)) {
      return done(key, alike, false);
    }
    contents.put(hash, key);
    return new Claim.New();
  }

  /** Whether an outcome is not to be tried for again, in this run or at all. */
  private boolean isFinal(Entry entry) {
    boolean ofThisRun = entry.offset() >= start;
    if (entry.embedded() || ofThisRun) {
      return true;
    }
    return !entry.tryAgain() && !retryRefused && JournalOutcomes.isFinal(store.read(entry));
  }

  private Claim done(String key, Entry entry, boolean recorded) {
    return new Claim.Done(JournalOutcomes.outcome(key, store.read(entry), modelId), recorded);
  }

  @Override
  public synchronized void record(String key, ContentHash hash, BulkOutcome outcome) {
    store.append(JournalOutcomes.record(key, hash, outcome));
    forget(key, hash);
  }

  @Override
  public synchronized void giveBack(String key, ContentHash hash) {
    if (!store.isClosed()) {
      store.see(key, false);
    }
    forget(key, hash);
  }

  private void forget(String key, ContentHash hash) {
    keys.remove(key);
    contents.remove(hash, key);
  }

  private JournalException failure(JournalException.Kind kind, String problem) {
    return new JournalException(kind, file, problem, null);
  }
}
