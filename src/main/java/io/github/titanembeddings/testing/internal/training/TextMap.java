package io.github.titanembeddings.testing.internal.training;

import io.github.titanembeddings.testing.internal.http.StubService;

/** A change of text vectors: the identity and a linear map within a subspace. */
final class TextMap {
  final Subspace subspace;
  private final double[][] map;

  TextMap(Subspace subspace) {
    this.subspace = subspace;
    map = new double[subspace.size()][subspace.size()];
  }

  /** Goes a share of the way towards another map. */
  void move(double[][] goal, double share) {
    for (int i = 0; i < map.length; i++) {
      for (int j = 0; j < map.length; j++) {
        map[i][j] += share * (goal[i][j] - map[i][j]);
      }
    }
  }

  /** The vector that a text's becomes, of length 1. */
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
    return StubService.unit(changed);
  }
}
