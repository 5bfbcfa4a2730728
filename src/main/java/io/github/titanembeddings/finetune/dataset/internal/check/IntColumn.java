package io.github.titanembeddings.finetune.dataset.internal.check;

import java.util.ArrayList;
import java.util.List;

/** A growing row of numbers, without room for more than a few thousand to spare. */
final class IntColumn {
  private static final int CHUNK = 4096;

  private final List<int[]> chunks = new ArrayList<>();
  private int size;

  void add(int value) {
    if (size % CHUNK == 0) {
      chunks.add(new int[CHUNK]);
    }
    size++;
    set(size - 1, value);
  }

  int get(int index) {
    return chunks.get(index / CHUNK)[index % CHUNK];
  }

  void set(int index, int value) {
    chunks.get(index / CHUNK)[index % CHUNK] = value;
  }

  int size() {
    return size;
  }
}
