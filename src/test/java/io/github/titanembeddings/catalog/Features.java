package io.github.titanembeddings.catalog;

import java.util.EnumMap;
import java.util.Map;

/** The amount of each feature, from 0 to 1. */
final class Features {
  private final Map<Feature, Double> amounts = new EnumMap<>(Feature.class);

  /** Adds an amount, limited to 0 to 1. */
  Features add(Feature feature, double amount) {
    amounts.merge(feature, Math.max(0, Math.min(1, amount)), Double::sum);
    return this;
  }

  double get(Feature feature) {
    return amounts.getOrDefault(feature, 0.0);
  }

  /** Returns a vector that begins with the weighted amounts. */
  float[] toVector(int length) {
    float[] vector = new float[length];
    int index = 0;
    for (Feature feature : Feature.values()) {
      vector[index++] = (float) (get(feature) * feature.weight());
    }
    return vector;
  }

  @Override
  public String toString() {
    return amounts.toString();
  }
}
