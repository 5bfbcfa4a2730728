package io.github.titanembeddings;

import io.github.titanembeddings.model.ModelId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a call to an {@link EmbeddingListener}. Immutable and safe to share between threads.
 */
public final class CallInfo {
  private final long number;
  private final ModelId modelId;
  private final Instant start;

  private CallInfo(long number, ModelId modelId, Instant start) {
    this.number = number;
    this.modelId = Objects.requireNonNull(modelId, "modelId");
    this.start = Objects.requireNonNull(start, "start");
  }

  /** A call with its number, its model and its start. */
  public static CallInfo of(long number, ModelId modelId, Instant start) {
    return new CallInfo(number, modelId, start);
  }

  /** The number of the call, counted from 1 over the life of the client. */
  public long number() {
    return number;
  }

  /** The model that is called. */
  public ModelId modelId() {
    return modelId;
  }

  /** When the call began. */
  public Instant start() {
    return start;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CallInfo that
        && number == that.number
        && modelId.equals(that.modelId)
        && start.equals(that.start);
  }

  @Override
  public int hashCode() {
    return Objects.hash(number, modelId, start);
  }

  @Override
  public String toString() {
    return "CallInfo[" + number + " to " + modelId + " at " + start + "]";
  }
}
