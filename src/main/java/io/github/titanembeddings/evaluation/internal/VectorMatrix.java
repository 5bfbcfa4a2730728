package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.model.Embedding;
import java.util.BitSet;

/**
 * Vectors of length 1, laid out for comparing one with all: in blocks of rows, each with the
 * numbers of one dimension. Rows of zeros make the number of rows a multiple of four.
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

  /** Sets a vector. Different ones may be set by different threads. */
  void set(int index, Embedding vector) {
    if (vector.length() != dimensions) {
      throw new IllegalStateException(
          "a vector of " + vector.length() + " numbers among those of " + dimensions);
    }
    Embedding unit = vector.normalized();
    float[][] block = blocks[index / BLOCK];
    for (int i = 0; i < dimensions; i++) {
      block[i][index % BLOCK] = unit.get(i);
    }
    present[index] = true;
  }

  /** The number of vectors that were set. */
  int count() {
    int count = 0;
    for (boolean there : present) {
      count += there ? 1 : 0;
    }
    return count;
  }

  /** Whether any vector was set. */
  boolean any() {
    return count() > 0;
  }

  /** Whether a vector was set. */
  boolean has(int index) {
    return present[index];
  }

  /** The indices of a block that no vector was set at, as seen from its start. */
  BitSet absent(int block) {
    BitSet absent = new BitSet(BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      absent.set(i, !present[block * BLOCK + i]);
    }
    return absent;
  }

  /** A copy of a vector, with as many numbers as there are rows. */
  float[] get(int index) {
    float[][] block = blocks[index / BLOCK];
    float[] vector = new float[block.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = block[i][index % BLOCK];
    }
    return vector;
  }

  /** The cosine of a vector of length 1 with one of these, summed up in the order of rows. */
  float cosine(float[] query, int index) {
    float[][] block = blocks[index / BLOCK];
    float sum = 0;
    for (int i = 0; i < dimensions; i++) {
      sum += query[i] * block[i][index % BLOCK];
    }
    return sum;
  }
}
