package io.github.titanembeddings.testing.internal.training;

import java.util.List;

/**
 * How badly texts and images of pairs find each other among the others: the mean negative logarithm
 * of the share that a softmax of cosines gives to the right one, in both directions.
 */
final class ContrastiveLoss {
  private static final double TEMPERATURE = 0.07;

  private ContrastiveLoss() {}

  /** The loss of vectors of length 1, the text and the image of a pair at the same place. */
  static double of(List<float[]> texts, List<float[]> images) {
    int size = texts.size();
    double[][] logits = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        logits[i][j] = Subspace.dot(texts.get(i), images.get(j)) / TEMPERATURE;
      }
    }
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double row = 0;
      double column = 0;
      for (int j = 0; j < size; j++) {
        row += Math.exp(logits[i][j]);
        column += Math.exp(logits[j][i]);
      }
      sum += Math.log(row) + Math.log(column) - 2 * logits[i][i];
    }
    return sum / (2 * size);
  }
}
