package io.github.titanembeddings.support.training;

import io.github.titanembeddings.testing.internal.http.HashVectors;
import java.util.ArrayList;
import java.util.List;

/** An orthonormal basis of a subspace that contains most of some vectors. */
final class Subspace {
  private static final int MOST = 128;
  private static final double NEGLIGIBLE = 1e-6;

  private final List<float[]> directions = new ArrayList<>();

  private Subspace() {}

  /** Takes the largest remaining vector as the next direction and removes it from all vectors. */
  static Subspace of(List<float[]> vectors) {
    Subspace subspace = new Subspace();
    List<float[]> rest = vectors.stream().map(float[]::clone).toList();
    while (subspace.directions.size() < MOST) {
      float[] largest = new float[0];
      double squares = NEGLIGIBLE;
      for (float[] vector : rest) {
        double own = dot(vector, vector);
        if (own > squares) {
          squares = own;
          largest = vector;
        }
      }
      if (largest.length == 0) {
        return subspace;
      }
      float[] direction = HashVectors.unit(largest);
      subspace.directions.add(direction);
      rest.forEach(vector -> add(vector, direction, -dot(vector, direction)));
    }
    return subspace;
  }

  int size() {
    return directions.size();
  }

  /** Returns the coordinates of a vector. */
  double[] project(float[] vector) {
    double[] parts = new double[size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = dot(vector, directions.get(i));
    }
    return parts;
  }

  /** Adds coordinates to a vector. */
  void addTo(float[] vector, double[] parts) {
    for (int i = 0; i < parts.length; i++) {
      add(vector, directions.get(i), parts[i]);
    }
  }

  private static void add(float[] vector, float[] direction, double amount) {
    float some = (float) amount;
    for (int i = 0; i < vector.length; i++) {
      vector[i] += some * direction[i];
    }
  }

  static double dot(float[] a, float[] b) {
    double even = 0;
    double odd = 0;
    int last = a.length - 1;
    for (int i = 0; i < last; i += 2) {
      even += a[i] * b[i];
      odd += a[i + 1] * b[i + 1];
    }
    return a.length % 2 == 0 ? even + odd : even + odd + a[last] * b[last];
  }
}
