package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetRole;

/** A line of a manifest as one number; those of validation are negative. */
final class LineRef {
  private LineRef() {}

  static int of(DatasetRole role, long line) {
    int number = (int) Math.min(line, Integer.MAX_VALUE);
    return role == DatasetRole.TRAINING ? number : -number;
  }

  static DatasetRole role(int position) {
    return position < 0 ? DatasetRole.VALIDATION : DatasetRole.TRAINING;
  }

  static long line(int position) {
    return Math.abs((long) position);
  }
}
