package io.github.titanembeddings.catalogue;

import java.util.EnumMap;
import java.util.Map;

/** How much there is of each feature: 0 is nothing, 1 is as much as there can be. */
final class Features {
  private final Map<Feature, Double> amounts = new EnumMap<>(Feature.class);

  /** Adds some of a feature; a negative amount is none. */
  Features add(Feature feature, double amount) {
    amounts.merge(feature, Math.max(0, Math.min(1, amount)), Double::sum);
    return this;
  }

  double get(Feature feature) {
    return amounts.getOrDefault(feature, 0.0);
  }

  /** The weighted amounts in the first places of a vector of this length. */
  float[] toVector(int length) {
    float[] vector = new float[length];
    int place = 0;
    for (Feature feature : Feature.values()) {
      vector[place++] = (float) (get(feature) * feature.weight());
    }
    return vector;
  }

  @Override
  public String toString() {
    return amounts.toString();
  }
}
