package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.finetune.throughput.internal.RunningCost;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A temporary throughput that was released, how long it was there and what it cost by the caller's
 * figure. Immutable and safe to share between threads.
 */
public final class ReleasedThroughput {
  private final String provisionedModelArn;
  private final Duration elapsed;
  private final @Nullable BigDecimal hourlyCost;

  private ReleasedThroughput(
      String provisionedModelArn, Duration elapsed, @Nullable BigDecimal hourlyCost) {
    this.provisionedModelArn = Objects.requireNonNull(provisionedModelArn, "provisionedModelArn");
    this.elapsed = Objects.requireNonNull(elapsed, "elapsed");
    this.hourlyCost = hourlyCost;
  }

  /** A release, with the cost of an hour if it is known. */
  public static ReleasedThroughput of(
      String provisionedModelArn, Duration elapsed, @Nullable BigDecimal hourlyCost) {
    return new ReleasedThroughput(provisionedModelArn, elapsed, hourlyCost);
  }

  /** The ARN of what was released. */
  public String provisionedModelArn() {
    return provisionedModelArn;
  }

  /** The time from the purchase to the release. */
  public Duration elapsed() {
    return elapsed;
  }

  /** What an hour cost by the caller's figure. */
  public Optional<BigDecimal> hourlyCost() {
    return Optional.ofNullable(hourlyCost);
  }

  /**
   * What the elapsed time cost by the caller's figure, to the second; the service may bill whole
   * hours.
   */
  public Optional<BigDecimal> cost() {
    return hourlyCost().map(hourly -> RunningCost.of(hourly, elapsed));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReleasedThroughput that
        && provisionedModelArn.equals(that.provisionedModelArn)
        && elapsed.equals(that.elapsed)
        && Objects.equals(hourlyCost, that.hourlyCost);
  }

  @Override
  public int hashCode() {
    return Objects.hash(provisionedModelArn, elapsed, hourlyCost);
  }

  /** A sentence for people. */
  @Override
  public String toString() {
    return "released " + provisionedModelArn + RunningCost.words(elapsed, hourlyCost);
  }
}
