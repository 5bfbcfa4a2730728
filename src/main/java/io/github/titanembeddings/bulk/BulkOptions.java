package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link BulkEmbedder}. Immutable. Embedders with the same options share their
 * quota, listeners and journal.
 *
 * <pre>{@code
 * BulkOptions options =
 *     BulkOptions.builder().quota(Quota.perMinute(2_000, 300_000)).journal(journal).build();
 * }</pre>
 */
public final class BulkOptions {
  private final boolean inputOrder;
  private final int window;
  private final int maxInFlight;
  private final long memoryBudget;
  private final int maxAttempts;
  private final Duration deadline;
  private final Duration maxRetryDelay;
  private final boolean rejectDuplicateKeys;
  private final long failureBudget;
  private final double failureBudgetPercent;
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
    maxRetryDelay = builder.maxRetryDelay;
    rejectDuplicateKeys = builder.rejectDuplicateKeys;
    failureBudget = builder.failureBudget;
    failureBudgetPercent = builder.failureBudgetPercent;
    quota = builder.quota == null ? Quota.unknown() : builder.quota;
    listeners = List.copyOf(builder.listeners);
    progressInterval = builder.progressInterval;
    size = builder.size;
    log = builder.log;
  }

  /** Returns the default options. */
  public static BulkOptions defaults() {
    return builder().build();
  }

  /** Returns a new builder; every option has a default. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns whether outcomes are returned in the order of their items. */
  public boolean inputOrder() {
    return inputOrder;
  }

  /**
   * Returns the maximum number of items read ahead of the outcomes that the caller has consumed:
   * 1,024, or {@link #maxInFlight()} if that is larger. In input order, it also limits how far
   * other items may overtake a slow one.
   */
  public int window() {
    return window;
  }

  /** Returns the maximum number of items in flight. */
  public int maxInFlight() {
    return maxInFlight;
  }

  /** Returns the maximum bytes of the requests in flight together. */
  public long memoryBudget() {
    return memoryBudget;
  }

  /** Returns the maximum number of attempts per item, not counting throttled ones. */
  public int maxAttempts() {
    return maxAttempts;
  }

  /** Returns the maximum time from the first request of an item to its outcome. */
  public Duration deadline() {
    return deadline;
  }

  /** Returns the maximum delay before a retry. */
  public Duration maxRetryDelay() {
    return maxRetryDelay;
  }

  /** Returns the maximum delay before a retry, no longer than the deadline. */
  Duration effectiveMaxRetryDelay() {
    return maxRetryDelay.compareTo(deadline) < 0 ? maxRetryDelay : deadline;
  }

  /** Returns whether an item fails if its key occurred earlier in the run. */
  public boolean rejectDuplicateKeys() {
    return rejectDuplicateKeys;
  }

  /** Returns the number of items that may fail; {@link Long#MAX_VALUE} if unlimited. */
  public long failureBudget() {
    return failureBudget;
  }

  /** Returns the percentage of the items that may fail. */
  public double failureBudgetPercent() {
    return failureBudgetPercent;
  }

  /** Returns the quota. */
  public Quota quota() {
    return quota;
  }

  /** Returns the listeners. */
  public List<BulkListener> listeners() {
    return listeners;
  }

  /** Returns the interval between progress events. */
  public Duration progressInterval() {
    return progressInterval;
  }

  /** Returns the number of items in the source, if it was set. */
  public OptionalLong size() {
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }

  @Nullable OutcomeLog log() {
    return log;
  }

  /** Builder for {@link BulkOptions}. Not thread-safe. */
  public static final class Builder {
    private boolean inputOrder;
    private int window = 1024;
    private int maxInFlight = 64;
    private long memoryBudget = Runtime.getRuntime().maxMemory() / 4;
    private int maxAttempts = 10;
    private Duration deadline = Duration.ofMinutes(15);
    private Duration maxRetryDelay = Duration.ofMinutes(1);
    private boolean rejectDuplicateKeys;
    private long failureBudget = Long.MAX_VALUE;
    private double failureBudgetPercent = 100;
    private @Nullable Quota quota;
    private final List<BulkListener> listeners = new ArrayList<>();
    private Duration progressInterval = Duration.ofSeconds(1);
    private @Nullable Long size;
    private @Nullable OutcomeLog log;

    private Builder() {}

    /**
     * Sets whether outcomes are returned in the order of their items; by default they are returned
     * as they arrive.
     */
    public Builder inputOrder(boolean inputOrder) {
      this.inputOrder = inputOrder;
      return this;
    }

    /** Sets {@link BulkOptions#window()}, for tests of its limit. */
    Builder window(int items) {
      this.window = items;
      return this;
    }

    /**
     * Sets the maximum number of items in flight, that is being read, paced or sent; 64 by default.
     * Up to half that number are read ahead, within the {@linkplain BulkOptions#window() window}.
     * Must not exceed the client's {@code maxConnections}, 100 by default; {@code start} throws
     * {@link IllegalStateException} otherwise.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maxInFlight(int items) {
      this.maxInFlight = (int) requirePositive(items, "maxInFlight", "items");
      return this;
    }

    /**
     * Sets the maximum bytes of the requests in flight together; a quarter of the maximum heap by
     * default. An image counts with its size in base64 before it is read; a request above the
     * budget is sent alone.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder memoryBudget(long bytes) {
      this.memoryBudget = requirePositive(bytes, "memoryBudget", "bytes");
      return this;
    }

    /**
     * Sets the maximum number of attempts per item, the first one included; 10 by default.
     * Throttled attempts do not count.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maxAttempts(int attempts) {
      this.maxAttempts = (int) requirePositive(attempts, "maxAttempts", "attempts");
      return this;
    }

    /**
     * Sets the maximum time from the first request of an item to its outcome; 15 minutes by
     * default. Reading its image has the same limit. Waiting for a slot, for memory or for the
     * quota before the first request does not count.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder deadline(Duration deadline) {
      this.deadline = requirePositive(deadline, "deadline");
      return this;
    }

    /**
     * Sets the maximum delay before a retry; 1 minute by default, after which a quota per minute
     * has recovered. It caps {@code Retry-After} and the library's own backoff of up to 20 seconds,
     * so that one response cannot stall the run. No delay outlasts the {@link #deadline} either.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maxRetryDelay(Duration maxRetryDelay) {
      this.maxRetryDelay = requirePositive(maxRetryDelay, "maxRetryDelay");
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

    /**
     * Stops a run when more than this number of items have failed; unlimited by default. Throttled
     * items do not count. A failure that all items share ({@link FailureKind#RUN_FATAL}) stops the
     * run at once, regardless of the budget.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder failureBudget(long items) {
      if (items < 0) {
        throw new IllegalArgumentException("failureBudget must be 0 or more items, not " + items);
      }
      this.failureBudget = items;
      return this;
    }

    /**
     * Stops a run when more than this percentage of the items has failed, once 100 items are done;
     * 100 by default. Counts the same failures as {@link #failureBudget(long)}; whichever budget is
     * spent first stops the run.
     *
     * @throws IllegalArgumentException if it is not from 0 to 100
     */
    public Builder failureBudgetPercent(double percent) {
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException(
            "failureBudgetPercent must be from 0 to 100, not " + percent);
      }
      this.failureBudgetPercent = percent;
      return this;
    }

    /** Sets the quota; by default a separate {@link Quota#unknown()} one. */
    public Builder quota(Quota quota) {
      this.quota = Objects.requireNonNull(quota, "quota");
      return this;
    }

    /** Adds a listener. */
    public Builder listener(BulkListener listener) {
      this.listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Sets the interval between progress events; 1 second by default.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder progressInterval(Duration progressInterval) {
      this.progressInterval = requirePositive(progressInterval, "progressInterval");
      return this;
    }

    /**
     * Sets the number of items in the source, for the progress; a collection has its own.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder size(long size) {
      if (size < 0) {
        throw new IllegalArgumentException("size must be 0 or more items, not " + size);
      }
      this.size = size;
      return this;
    }

    /**
     * Sets the journal; none by default. Items that it records as completed are not sent, and every
     * outcome is written to it. The run does not close it.
     */
    public Builder journal(Journal journal) {
      this.log = journal.log();
      return this;
    }

    private static long requirePositive(long number, String name, String unit) {
      if (number <= 0) {
        throw new IllegalArgumentException(name + " must be above 0 " + unit + ", not " + number);
      }
      return number;
    }

    private static Duration requirePositive(Duration duration, String name) {
      if (duration.isZero() || duration.isNegative()) {
        throw new IllegalArgumentException(name + " must be above 0 seconds, not " + duration);
      }
      return duration;
    }

    /** Builds the options. */
    public BulkOptions build() {
      return new BulkOptions(this);
    }
  }
}
