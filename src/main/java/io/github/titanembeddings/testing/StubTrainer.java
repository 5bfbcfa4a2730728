package io.github.titanembeddings.testing;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Trains the models of the customization jobs of a {@link StubControlPlane}. Receives the JSON body
 * of the CreateModelCustomizationJob request. Called by one thread at a time; a trainer that
 * several stubs share must be thread-safe.
 *
 * <pre>{@code
 * stub.fineTuning().trainer(job -> new StubTrainer.TunedModel(vectors, List.of(4.1, 1.2), List.of(1.4)));
 * }</pre>
 */
@FunctionalInterface
public interface StubTrainer {
  /**
   * The result of training. Immutable.
   *
   * @param vectors the vectors of the tuned model; {@code null} for those of the base model
   * @param trainingLosses the loss of each step, distributed evenly over the epochs
   * @param validationLosses the validation loss of each epoch
   */
  record TunedModel(
      @Nullable VectorSource vectors, List<Double> trainingLosses, List<Double> validationLosses) {
    /** Copies the lists. */
    public TunedModel {
      trainingLosses = List.copyOf(trainingLosses);
      validationLosses = List.copyOf(validationLosses);
    }

    /** Returns a model without losses. */
    public static TunedModel of(VectorSource vectors) {
      return new TunedModel(Objects.requireNonNull(vectors, "vectors"), List.of(), List.of());
    }
  }

  /**
   * Checks the data of a job at the end of its validation phase. The default accepts it.
   *
   * @throws IllegalArgumentException if the data is invalid; the job then fails with the message
   */
  default void validate(String job) {}

  /**
   * Trains at the end of the training phase.
   *
   * @throws IllegalArgumentException if training fails; the job then fails with the message
   */
  TunedModel train(String job);
}
