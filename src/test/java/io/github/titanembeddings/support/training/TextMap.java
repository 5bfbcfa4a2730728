package io.github.titanembeddings.support.training;

import io.github.titanembeddings.testing.internal.http.HashVectors;

/** A map of text vectors: the identity plus a linear map within a subspace. */
final class TextMap {
  final Subspace subspace;
  private final double[][] map;

  TextMap(Subspace subspace) {
    this.subspace = subspace;
    map = new double[subspace.size()][subspace.size()];
  }

  /** Moves part of the way toward another map. */
  void move(double[][] goal, double share) {
    for (int i = 0; i < map.length; i++) {
      for (int j = 0; j < map.length; j++) {
        map[i][j] += share * (goal[i][j] - map[i][j]);
      }
    }
  }

  /** Returns the mapped unit vector. */
  float[] apply(float[] vector) {
    double[] parts = subspace.project(vector);
    double[] change = new double[map.length];
    for (int i = 0; i < map.length; i++) {
      for (int j = 0; j < map.length; j++) {
        change[i] += map[i][j] * parts[j];
      }
    }
    float[] changed = vector.clone();
    subspace.addTo(changed, change);
    return HashVectors.unit(changed);
  }
}
