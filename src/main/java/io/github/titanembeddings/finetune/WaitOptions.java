package io.github.titanembeddings.finetune;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How often to ask the service while waiting, and for how long: every 30 seconds and for up to 24
 * hours by default. Immutable and safe to share between threads.
 *
 * <p>Each pause is up to a fifth longer or shorter by chance, so that many programs do not ask at
 * once. While the service throttles or fails, pauses are up to 4 times as long.
 */
public final class WaitOptions {
  private static final WaitOptions DEFAULTS = builder().build();

  private final Duration pollInterval;
  private final Duration timeout;

  private WaitOptions(Builder builder) {
    pollInterval = builder.pollInterval;
    timeout = builder.timeout;
  }

  /** Every 30 seconds, for up to 24 hours. */
  public static WaitOptions defaults() {
    return DEFAULTS;
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder().pollInterval(pollInterval).timeout(timeout);
  }

  /** The pause between two questions. */
  public Duration pollInterval() {
    return pollInterval;
  }

  /** The time after which waiting is given up. */
  public Duration timeout() {
    return timeout;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WaitOptions that
        && pollInterval.equals(that.pollInterval)
        && timeout.equals(that.timeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(pollInterval, timeout);
  }

  @Override
  public String toString() {
    return "WaitOptions[every " + pollInterval + ", for " + timeout + "]";
  }

  /** Collects options. Not safe for use by several threads. */
  public static final class Builder {
    private static final Duration LONGEST = Duration.ofDays(365);

    private Duration pollInterval = Duration.ofSeconds(30);
    private Duration timeout = Duration.ofHours(24);

    private Builder() {}

    /**
     * The pause between two questions.
     *
     * @throws IllegalArgumentException if it is not positive or more than 365 days
     */
    public Builder pollInterval(Duration pollInterval) {
      this.pollInterval = require("pollInterval", pollInterval);
      return this;
    }

    /**
     * The time after which waiting is given up.
     *
     * @throws IllegalArgumentException if it is not positive or more than 365 days
     */
    public Builder timeout(Duration timeout) {
      this.timeout = require("timeout", timeout);
      return this;
    }

    private static Duration require(String name, Duration value) {
      if (value.isZero() || value.isNegative() || value.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            name + " must be positive and at most 365 days, was " + value);
      }
      return value;
    }

    /** The finished options. */
    public WaitOptions build() {
      return new WaitOptions(this);
    }
  }
}
