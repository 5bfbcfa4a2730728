package io.github.titanembeddings.testing.internal.training;

import io.github.titanembeddings.testing.internal.controlplane.HyperParameterCheck;
import io.github.titanembeddings.testing.internal.controlplane.MetricsCsv;
import org.jspecify.annotations.Nullable;

/**
 * Learns a map from text vectors to those of their images, batch by batch: each step measures the
 * loss of its batch first, and goes then towards the best map for all that was seen. How far it
 * goes is set by the learning rate.
 */
final class TrainingRun {
  /** At the default rate of 5.00E-05 a step goes half of the way. */
  private static final double SHARE_PER_RATE = 10_000;

  private static final int LOSS_PAIRS = 128;
  private static final int BASIS_PAIRS = 512;

  final MetricsCsv steps = new MetricsCsv("training_loss");
  final MetricsCsv epochs = new MetricsCsv("validation_loss");
  final TextMap map;

  private final VectorPairs training;
  private final @Nullable VectorPairs validation;
  private final HyperParameterCheck.Values values;
  private final RidgeFit fit;

  TrainingRun(
      VectorPairs training, @Nullable VectorPairs validation, HyperParameterCheck.Values values) {
    this.training = training;
    this.validation =
        validation == null ? null : validation.sample(0, validation.size(), LOSS_PAIRS);
    this.values = values;
    VectorPairs sample = training.sample(0, training.size(), BASIS_PAIRS);
    sample.texts.addAll(sample.images);
    map = new TextMap(Subspace.of(sample.texts));
    fit = new RidgeFit(map.subspace.size());
  }

  /** Goes through the training set as often as there are epochs. */
  void run() {
    int step = 0;
    for (int epoch = 0; epoch < values.epochs(); epoch++) {
      for (int from = 0; from < training.size(); from += values.batchSize()) {
        int to = Math.min(training.size(), from + values.batchSize());
        steps.add(step++, epoch, training.sample(from, to, LOSS_PAIRS).loss(map));
        if (epoch == 0) {
          see(from, to);
        }
        map.move(fit.solve(), Math.min(1, values.learningRate() * SHARE_PER_RATE));
      }
      if (validation != null) {
        epochs.add(step - 1, epoch, validation.loss(map));
      }
    }
  }

  private void see(int from, int to) {
    for (int i = from; i < to; i++) {
      double[] text = map.subspace.project(training.texts.get(i));
      double[] change = map.subspace.project(training.images.get(i));
      for (int j = 0; j < change.length; j++) {
        change[j] -= text[j];
      }
      fit.add(text, change);
    }
  }
}
