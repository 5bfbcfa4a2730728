package io.github.titanembeddings.testing.internal.controlplane;

import io.github.titanembeddings.testing.VectorSource;
import org.jspecify.annotations.Nullable;

/**
 * What training came to.
 *
 * @param vectors the tuned model; absent if there was no data to learn from
 * @param trainingLoss the last step's loss, if any
 * @param validationLoss the loss on the validation set after the last epoch, if there is one
 */
public record TrainingResult(
    @Nullable VectorSource vectors,
    @Nullable Double trainingLoss,
    @Nullable Double validationLoss) {
  public static final TrainingResult NONE = new TrainingResult(null, null, null);
}
