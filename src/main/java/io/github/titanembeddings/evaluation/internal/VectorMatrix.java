package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.model.Embedding;
import java.util.stream.IntStream;

/**
 * Normalized vectors, laid out for comparing one with all: in blocks, whose rows have the values of
 * one dimension. Rows of zeros make the number of rows a multiple of four.
 */
final class VectorMatrix {
  static final int BLOCK = 128;

  private final int dimensions;
  private final float[][][] blocks;
  private final boolean[] present;

  VectorMatrix(int size, int dimensions) {
    this.dimensions = dimensions;
    int rows = (dimensions + 3) / 4 * 4;
    blocks = new float[(size + BLOCK - 1) / BLOCK][rows][BLOCK];
    present = new boolean[blocks.length * BLOCK];
  }

  int dimensions() {
    return dimensions;
  }

  int blocks() {
    return blocks.length;
  }

  float[][] block(int number) {
    return blocks[number];
  }

  /** Sets a vector. Threads may set different vectors concurrently. */
  void set(int index, Embedding vector) {
    if (vector.length() != dimensions) {
      throw new IllegalStateException(
          "expected vectors of " + dimensions + " dimensions, got one of " + vector.length());
    }
    Embedding unit = vector.normalized();
    float[][] block = blocks[index / BLOCK];
    for (int i = 0; i < dimensions; i++) {
      block[i][index % BLOCK] = unit.get(i);
    }
    present[index] = true;
  }

  int count() {
    return present().length;
  }

  /** Returns the indexes that have a vector. */
  int[] present() {
    return IntStream.range(0, present.length).filter(this::has).toArray();
  }

  boolean any() {
    return count() > 0;
  }

  boolean has(int index) {
    return present[index];
  }

  /** Returns a copy of a vector, padded with zeros to the number of rows. */
  float[] get(int index) {
    float[][] block = blocks[index / BLOCK];
    float[] vector = new float[block.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = block[i][index % BLOCK];
    }
    return vector;
  }

  /** Returns the cosine of a normalized vector with one of these. */
  float cosine(float[] query, int index) {
    float[][] block = blocks[index / BLOCK];
    float sum = 0;
    for (int i = 0; i < dimensions; i++) {
      sum += query[i] * block[i][index % BLOCK];
    }
    return sum;
  }
}
