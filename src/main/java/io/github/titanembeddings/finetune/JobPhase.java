package io.github.titanembeddings.finetune;

/** The phases of a job, in their order. */
public enum JobPhase {
  /** The service checks the request and the data. */
  VALIDATION,
  /** It prepares the data. */
  DATA_PROCESSING,
  /** It trains. */
  TRAINING
}
