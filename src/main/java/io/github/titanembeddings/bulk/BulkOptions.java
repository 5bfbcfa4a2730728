package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link BulkEmbedder} runs. Immutable and safe to share between threads; the quota, the
 * listeners and the log in it are shared by all that run with it.
 */
public final class BulkOptions {
  private final boolean inputOrder;
  private final int window;
  private final int maxInFlight;
  private final long memoryBudget;
  private final int maxAttempts;
  private final Duration deadline;
  private final Duration maxPause;
  private final boolean rejectDuplicateKeys;
  private final FailureBudget failureBudget;
  private final Quota quota;
  private final List<BulkListener> listeners;
  private final Duration progressInterval;
  private final @Nullable Long size;
  private final @Nullable OutcomeLog log;

  private BulkOptions(Builder builder) {
    inputOrder = builder.inputOrder;
    maxInFlight = builder.maxInFlight;
    window = Math.max(builder.window, maxInFlight);
    memoryBudget = builder.memoryBudget;
    maxAttempts = builder.maxAttempts;
    deadline = builder.deadline;
    maxPause = builder.maxPause;
    rejectDuplicateKeys = builder.rejectDuplicateKeys;
    failureBudget = builder.failureBudget;
    quota = builder.quota == null ? Quota.unknown() : builder.quota;
    listeners = List.copyOf(builder.listeners);
    progressInterval = builder.progressInterval;
    size = builder.size;
    log = builder.log;
  }

  /** The defaults. */
  public static BulkOptions defaults() {
    return builder().build();
  }

  /** Starts options; everything has a default. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.inputOrder = inputOrder;
    builder.window = window;
    builder.maxInFlight = maxInFlight;
    builder.memoryBudget = memoryBudget;
    builder.maxAttempts = maxAttempts;
    builder.deadline = deadline;
    builder.maxPause = maxPause;
    builder.rejectDuplicateKeys = rejectDuplicateKeys;
    builder.failureBudget = failureBudget;
    builder.quota = quota;
    builder.listeners.addAll(listeners);
    builder.progressInterval = progressInterval;
    builder.size = size;
    builder.log = log;
    return builder;
  }

  /** Whether outcomes come in the order of their items, and not as they are there. */
  public boolean inputOrder() {
    return inputOrder;
  }

  /** How many items may be pulled beyond those whose outcomes were taken. */
  public int window() {
    return window;
  }

  /** How many items may be read, paced or sent at once. */
  public int maxInFlight() {
    return maxInFlight;
  }

  /** The bytes that the images in flight may have together, encoded. */
  public long memoryBudget() {
    return memoryBudget;
  }

  /** How often an item may be tried, the first time included, other than being throttled. */
  public int maxAttempts() {
    return maxAttempts;
  }

  /** How long an item may take from its first request to its outcome. */
  public Duration deadline() {
    return deadline;
  }

  /** Returns the longest pause before a retry. */
  public Duration maxPause() {
    return maxPause;
  }

  /** Returns the effective maximum pause: no longer than the deadline of an item. */
  Duration pauseLimit() {
    return maxPause.compareTo(deadline) < 0 ? maxPause : deadline;
  }

  /** Returns whether an item fails if its key occurred earlier in the run. */
  public boolean rejectDuplicateKeys() {
    return rejectDuplicateKeys;
  }

  /** How many items may fail. */
  public FailureBudget failureBudget() {
    return failureBudget;
  }

  /** The quota, which others may use as well. */
  public Quota quota() {
    return quota;
  }

  /** Who is told how the run goes on. */
  public List<BulkListener> listeners() {
    return listeners;
  }

  /** How often they are told. */
  public Duration progressInterval() {
    return progressInterval;
  }

  /** How many items there are, if that was said. */
  public OptionalLong size() {
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }

  @Nullable
  public OutcomeLog log() {
    return log;
  }

  /** Collects options. Not safe for use by several threads. */
  public static final class Builder {
    private boolean inputOrder;
    private int window = 1024;
    private int maxInFlight = 64;
    private long memoryBudget = Runtime.getRuntime().maxMemory() / 4;
    private int maxAttempts = 10;
    private Duration deadline = Duration.ofMinutes(15);
    private Duration maxPause = Duration.ofMinutes(1);
    private boolean rejectDuplicateKeys;
    private FailureBudget failureBudget = FailureBudget.unlimited();
    private @Nullable Quota quota;
    private final List<BulkListener> listeners = new ArrayList<>();
    private Duration progressInterval = Duration.ofSeconds(1);
    private @Nullable Long size;
    private @Nullable OutcomeLog log;

    private Builder() {}

    /** Whether outcomes come in the order of their items; as they are there by default. */
    public Builder inputOrder(boolean inputOrder) {
      this.inputOrder = inputOrder;
      return this;
    }

    /**
     * How many items may be pulled beyond those whose outcomes were taken; 1,024 by default, and
     * never fewer than may be in flight. In input order, this is how far others may be ahead of an
     * item that takes long.
     */
    public Builder window(int window) {
      this.window = (int) positive(window, "window", "items");
      return this;
    }

    /**
     * How many items may be read, paced or sent at once; 64 by default. Half as many again are
     * pulled ahead, if the window allows. Must not exceed the client's {@code maxConnections}, 100
     * by default; {@code start} throws {@link IllegalStateException} otherwise.
     */
    public Builder maxInFlight(int maxInFlight) {
      this.maxInFlight = (int) positive(maxInFlight, "maxInFlight", "items");
      return this;
    }

    /**
     * The bytes that the requests in flight may have together; a quarter of the largest heap by
     * default. An image counts with its size in base64 before it is read; one that is larger than
     * the budget is sent alone.
     */
    public Builder memoryBudget(long bytes) {
      this.memoryBudget = positive(bytes, "memoryBudget", "bytes");
      return this;
    }

    /**
     * How often an item may be tried, the first time included; 10 by default. What was throttled
     * does not count, since it says nothing of the item.
     */
    public Builder maxAttempts(int maxAttempts) {
      this.maxAttempts = (int) positive(maxAttempts, "maxAttempts", "attempts");
      return this;
    }

    /**
     * How long an item may take from its first request to its outcome, and to be read before that;
     * 15 minutes by default. What it waits before its first request, be it in the line, for memory
     * or for its place in the quota, does not count.
     */
    public Builder deadline(Duration deadline) {
      this.deadline = positive(deadline, "deadline");
      return this;
    }

    /**
     * Sets the longest pause before a retry; 1 minute by default, after which a quota per minute
     * has recovered. It caps the delay that the service asks for by {@code Retry-After} and the
     * library's own backoff of up to 20 seconds, so that one response cannot stall the run. No
     * pause outlasts the {@link #deadline} either.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maxPause(Duration maxPause) {
      this.maxPause = positive(maxPause, "maxPause");
      return this;
    }

    /**
     * Sets whether an item fails, with the violation {@code key.duplicate} and without being sent,
     * if its key occurred earlier in the run; false by default. Without it, a run without a journal
     * embeds both items and returns two outcomes with the same key; a store that is written by key
     * keeps only the last one. A run with a {@linkplain #journal journal} always rejects duplicate
     * keys, and needs no memory for that.
     *
     * <p>The run then keeps every key in memory: about 100 bytes and the key's characters each, so
     * 140 MB for a million keys of 40 characters.
     */
    public Builder rejectDuplicateKeys(boolean rejectDuplicateKeys) {
      this.rejectDuplicateKeys = rejectDuplicateKeys;
      return this;
    }

    /** How many items may fail; any number by default. */
    public Builder failureBudget(FailureBudget failureBudget) {
      this.failureBudget = Objects.requireNonNull(failureBudget, "failureBudget");
      return this;
    }

    /** The quota; by default one of its own, whose rate is found by trying. */
    public Builder quota(Quota quota) {
      this.quota = Objects.requireNonNull(quota, "quota");
      return this;
    }

    /** One more who is told how the run goes on. */
    public Builder listener(BulkListener listener) {
      this.listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /** How often listeners are told; every second by default. */
    public Builder progressInterval(Duration progressInterval) {
      this.progressInterval = positive(progressInterval, "progressInterval");
      return this;
    }

    /** How many items there are; a collection says so by itself. Only the progress shows it. */
    public Builder size(long size) {
      if (size < 0) {
        throw new IllegalArgumentException("size must be 0 or more items, not " + size);
      }
      this.size = size;
      return this;
    }

    /**
     * The journal: what is done in it is not sent again, and every outcome is written to it; none
     * by default. It stays open.
     */
    public Builder journal(Journal journal) {
      return log(journal.log());
    }

    Builder log(OutcomeLog log) {
      this.log = log;
      return this;
    }

    private static long positive(long number, String name, String unit) {
      if (number <= 0) {
        throw new IllegalArgumentException(name + " must be above 0 " + unit + ", not " + number);
      }
      return number;
    }

    private static Duration positive(Duration duration, String name) {
      if (duration.isZero() || duration.isNegative()) {
        throw new IllegalArgumentException(name + " must be above 0 seconds, not " + duration);
      }
      return duration;
    }

    /** The finished options. */
    public BulkOptions build() {
      return new BulkOptions(this);
    }
  }
}
