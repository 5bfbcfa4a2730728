package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.storage.ObjectStore;

/** Small pictures. */
final class Thumbnails {
  static final Thumbnails NONE = new Thumbnails();

  private Thumbnails() {}

  static Thumbnails of(DatasetReport report, ObjectStore images) {
    return NONE;
  }
}
