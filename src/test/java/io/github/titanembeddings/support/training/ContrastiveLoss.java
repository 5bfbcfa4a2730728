package io.github.titanembeddings.support.training;

import java.util.List;

/** The symmetric cross-entropy of a softmax over the cosines of texts and images. */
final class ContrastiveLoss {
  private static final double TEMPERATURE = 0.07;

  private ContrastiveLoss() {}

  /** Returns the loss of unit vectors; a pair has the same index in both lists. */
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
