package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.finetune.throughput.internal.RunningCost;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A temporary throughput that was released. Immutable.
 *
 * @param provisionedModelArn the throughput's ARN
 * @param elapsed the time from creation to release
 * @param hourlyCost the cost of an hour by the caller's figure; null if unknown
 */
public record ReleasedThroughput(
    String provisionedModelArn, Duration elapsed, @Nullable BigDecimal hourlyCost) {
  public ReleasedThroughput {
    Objects.requireNonNull(provisionedModelArn, "provisionedModelArn");
    Objects.requireNonNull(elapsed, "elapsed");
  }

  /**
   * Returns the cost of the elapsed time by the caller's figure, to the second; the service may
   * bill whole hours.
   */
  public Optional<BigDecimal> cost() {
    return Optional.ofNullable(hourlyCost).map(hourly -> RunningCost.of(hourly, elapsed));
  }

  /** Returns a sentence in English. */
  @Override
  public String toString() {
    return "released " + provisionedModelArn + RunningCost.words(elapsed, hourlyCost);
  }
}
