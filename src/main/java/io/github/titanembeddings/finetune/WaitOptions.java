package io.github.titanembeddings.finetune;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The poll interval and timeout of a wait. Immutable.
 *
 * <p>Each pause is randomized by ±20 %. While the service throttles or fails, pauses grow to 4
 * times the interval.
 *
 * <pre>{@code
 * WaitOptions options = WaitOptions.builder().timeout(Duration.ofHours(8)).build();
 * }</pre>
 */
public final class WaitOptions {
  private static final WaitOptions DEFAULTS = builder().build();

  private final Duration pollInterval;
  private final Duration timeout;

  private WaitOptions(Builder builder) {
    pollInterval = builder.pollInterval;
    timeout = builder.timeout;
  }

  /** Returns an interval of 30 seconds and a timeout of 24 hours. */
  public static WaitOptions defaults() {
    return DEFAULTS;
  }

  /** Returns a new builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    return new Builder().pollInterval(pollInterval).timeout(timeout);
  }

  /** Returns the pause between polls. */
  public Duration pollInterval() {
    return pollInterval;
  }

  /** Returns the maximum duration of a wait. */
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

  /** Builder for {@link WaitOptions}. Not thread-safe. */
  public static final class Builder {
    private static final Duration LONGEST = Duration.ofDays(365);

    private Duration pollInterval = Duration.ofSeconds(30);
    private Duration timeout = Duration.ofHours(24);

    private Builder() {}

    /**
     * Sets the pause between polls; 30 seconds by default.
     *
     * @throws IllegalArgumentException if it is not positive or exceeds 365 days
     */
    public Builder pollInterval(Duration pollInterval) {
      this.pollInterval = require("pollInterval", pollInterval);
      return this;
    }

    /**
     * Sets the maximum duration of a wait; 24 hours by default.
     *
     * @throws IllegalArgumentException if it is not positive or exceeds 365 days
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

    /** Builds the options. */
    public WaitOptions build() {
      return new WaitOptions(this);
    }
  }
}
