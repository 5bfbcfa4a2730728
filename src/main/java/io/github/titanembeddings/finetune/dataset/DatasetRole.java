package io.github.titanembeddings.finetune.dataset;

/** The purpose of a manifest. */
public enum DatasetRole {
  /** The training set: examples that the model learns from. */
  TRAINING,
  /** The validation set: examples by which the model is measured during training. */
  VALIDATION
}
