package io.github.titanembeddings.support.training;

/**
 * Fits a linear map to pairs of vectors by ridge regression. Keeps two sums instead of the pairs.
 */
final class RidgeFit {
  private static final double PENALTY = 0.02;

  private final int size;
  private final double[][] inputs;
  private final double[][] products;

  RidgeFit(int size) {
    this.size = size;
    inputs = new double[size][size];
    products = new double[size][size];
  }

  /** Adds a pair. */
  void add(double[] input, double[] output) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        inputs[i][j] += input[i] * input[j];
        products[i][j] += output[i] * input[j];
      }
    }
  }

  /** Returns the best map, one row per output component. */
  double[][] solve() {
    double[][] lower = cholesky();
    double[][] map = new double[size][];
    for (int row = 0; row < size; row++) {
      map[row] = solve(lower, products[row]);
    }
    return map;
  }

  private double[][] cholesky() {
    double trace = 0;
    for (int i = 0; i < size; i++) {
      trace += inputs[i][i];
    }
    double penalty = PENALTY * trace / size + Double.MIN_NORMAL;
    double[][] lower = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = inputs[i][j] + (i == j ? penalty : 0);
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
      }
    }
    return lower;
  }

  private static double[] solve(double[][] lower, double[] right) {
    double[] x = right.clone();
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= lower[i][k] * x[k];
      }
      x[i] /= lower[i][i];
    }
    for (int i = x.length - 1; i >= 0; i--) {
      for (int k = i + 1; k < x.length; k++) {
        x[i] -= lower[k][i] * x[k];
      }
      x[i] /= lower[i][i];
    }
    return x;
  }
}
