package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.model.ModelId;
import java.util.Optional;

/**
 * A provisioned throughput that is released at the end of its {@code try} block, also after a
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
public interface TemporaryThroughput extends AutoCloseable {
  /** Returns the model ID that an embeddings client needs to use this throughput. */
  default ModelId modelId() {
    return ModelId.provisioned(provisionedModelArn());
  }

  /** Returns the throughput's ARN. */
  String provisionedModelArn();

  /** Returns the ARN, the billed time, and the cost by the caller's figure, in English. */
  String costSoFar();

  /** Returns the release; empty until it is released. */
  Optional<ReleasedThroughput> released();

  /**
   * Releases the throughput, unless it is released, and notifies the listener. Makes up to 5
   * attempts; while the throughput is being created or updated, retries for about 10 minutes. The
   * first interruption does not end this, the second one does; the thread's flag stays set.
   *
   * @throws ThroughputNotReleasedException if it could not be released and is still billed; closing
   *     it again tries again
   */
  @Override
  void close();
}
