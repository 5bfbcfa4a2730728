package io.github.titanembeddings.finetune.dataset.internal.check;

import java.util.ArrayList;
import java.util.List;

/** A growing row of numbers, without room for more than a few thousand to spare. */
final class LongColumn {
  private static final int CHUNK = 4096;

  private final List<long[]> chunks = new ArrayList<>();
  private int size;

  void add(long value) {
    if (size % CHUNK == 0) {
      chunks.add(new long[CHUNK]);
    }
    size++;
    set(size - 1, value);
  }

  long get(int index) {
    return chunks.get(index / CHUNK)[index % CHUNK];
  }

  void set(int index, long value) {
    chunks.get(index / CHUNK)[index % CHUNK] = value;
  }

  int size() {
    return size;
  }
}
