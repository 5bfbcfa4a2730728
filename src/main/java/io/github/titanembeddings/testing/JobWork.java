package io.github.titanembeddings.testing;

/** What a customization job does besides telling its state. */
interface JobWork {
  /** Looks at the data of a job. */
  void validate(CustomizationJob job) throws JobFailure;

  /** Learns from the data of a job and writes its metrics. */
  TrainingResult train(CustomizationJob job) throws JobFailure;
}
