package io.github.titanembeddings.support.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learns a map from text vectors to those of their images, batch by batch. Each step measures the
 * loss of its batch, then moves toward the best map for all pairs seen so far, at the learning
 * rate.
 */
final class TrainingRun {
  /** At the default rate of 5.00E-05 a step moves half of the way. */
  private static final double SHARE_PER_RATE = 10_000;

  private static final int LOSS_PAIRS = 128;
  private static final int BASIS_PAIRS = 512;

  final List<Double> trainingLosses = new ArrayList<>();
  final List<Double> validationLosses = new ArrayList<>();
  final TextMap map;

  private final VectorPairs training;
  private final @Nullable VectorPairs validation;
  private final int batchSize;
  private final double learningRate;
  private final RidgeFit fit;

  TrainingRun(
      VectorPairs training, @Nullable VectorPairs validation, int batchSize, double learningRate) {
    this.training = training;
    this.validation =
        validation == null ? null : validation.sample(0, validation.size(), LOSS_PAIRS);
    this.batchSize = batchSize;
    this.learningRate = learningRate;
    VectorPairs sample = training.sample(0, training.size(), BASIS_PAIRS);
    sample.texts.addAll(sample.images);
    map = new TextMap(Subspace.of(sample.texts));
    fit = new RidgeFit(map.subspace.size());
  }

  /** Trains on the whole set once per epoch. */
  void run(int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int from = 0; from < training.size(); from += batchSize) {
        int to = Math.min(training.size(), from + batchSize);
        trainingLosses.add(training.sample(from, to, LOSS_PAIRS).loss(map));
        if (epoch == 0) {
          see(from, to);
        }
        map.move(fit.solve(), Math.min(1, learningRate * SHARE_PER_RATE));
      }
      if (validation != null) {
        validationLosses.add(validation.loss(map));
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
