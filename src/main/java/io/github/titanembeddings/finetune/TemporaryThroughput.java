package io.github.titanembeddings.finetune;

import io.github.titanembeddings.model.ModelId;

/**
 * A provisioned throughput that is released at the end of its {@code try} block, even after a
 * failure or an interruption. Thread-safe.
 *
 * <pre>{@code
 * try (TemporaryThroughput throughput =
 *     throughputs.createTemporaryThroughput(request, WaitOptions.defaults())) {
 *   TitanEmbeddingsClient tuned = titan.withModel(throughput.modelId());
 *   tuned.embed(r -> r.text("red running shoe"));
 * } // released here
 * }</pre>
 */
public final class TemporaryThroughput implements AutoCloseable {
  private final String provisionedModelArn;
  private final Runnable release;
  private boolean released;

  TemporaryThroughput(String provisionedModelArn, Runnable release) {
    this.provisionedModelArn = provisionedModelArn;
    this.release = release;
  }

  /** Returns the model ID that an embeddings client needs to use this throughput. */
  public ModelId modelId() {
    return ModelId.provisioned(provisionedModelArn);
  }

  /** Returns the throughput's ARN. */
  public String provisionedModelArn() {
    return provisionedModelArn;
  }

  /**
   * Releases the throughput as {@link ProvisionedThroughputClient#release} does; does nothing if it
   * is already released.
   *
   * @throws ThroughputNotReleasedException if it could not be released and is still billed; closing
   *     it again retries the release
   */
  @Override
  public synchronized void close() {
    if (!released) {
      release.run();
      released = true;
    }
  }

  @Override
  public String toString() {
    return "TemporaryThroughput[" + provisionedModelArn + "]";
  }
}
