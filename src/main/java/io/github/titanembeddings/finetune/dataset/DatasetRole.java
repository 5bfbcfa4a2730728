package io.github.titanembeddings.finetune.dataset;

/** What a manifest is for. */
public enum DatasetRole {
  /** The examples that the model learns from. */
  TRAINING,
  /** The examples that the model is measured by while it learns. */
  VALIDATION
}
