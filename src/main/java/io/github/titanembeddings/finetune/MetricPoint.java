package io.github.titanembeddings.finetune;

import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One line of a job's metrics: a step, with the numbers that the service wrote for it. Immutable
 * and safe to share between threads.
 */
public final class MetricPoint {
  private final long stepNumber;
  private final @Nullable Double epochNumber;
  private final @Nullable Double loss;
  private final @Nullable Double perplexity;

  private MetricPoint(
      long stepNumber,
      @Nullable Double epochNumber,
      @Nullable Double loss,
      @Nullable Double perplexity) {
    this.stepNumber = stepNumber;
    this.epochNumber = epochNumber;
    this.loss = loss;
    this.perplexity = perplexity;
  }

  /** A point; null for what is not known. */
  public static MetricPoint of(
      long stepNumber,
      @Nullable Double epochNumber,
      @Nullable Double loss,
      @Nullable Double perplexity) {
    return new MetricPoint(stepNumber, epochNumber, loss, perplexity);
  }

  /** The step, from 0 on. */
  public long stepNumber() {
    return stepNumber;
  }

  /** The epoch that the step belongs to. */
  public OptionalDouble epochNumber() {
    return optional(epochNumber);
  }

  /** The training or validation loss. */
  public OptionalDouble loss() {
    return optional(loss);
  }

  /** The perplexity, which need not mean much for embeddings. */
  public OptionalDouble perplexity() {
    return optional(perplexity);
  }

  private static OptionalDouble optional(@Nullable Double number) {
    return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MetricPoint that
        && stepNumber == that.stepNumber
        && Objects.equals(epochNumber, that.epochNumber)
        && Objects.equals(loss, that.loss)
        && Objects.equals(perplexity, that.perplexity);
  }

  @Override
  public int hashCode() {
    return Objects.hash(stepNumber, epochNumber, loss, perplexity);
  }

  @Override
  public String toString() {
    return "MetricPoint[step " + stepNumber + ", loss " + (loss == null ? "unknown" : loss) + "]";
  }
}
