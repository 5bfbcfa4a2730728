package io.github.titanembeddings.testing.internal.controlplane;

/** What a customization job does besides telling its state. */
public interface JobWork {
  /** Looks at the data of a job. */
  void validate(CustomizationJob job) throws JobFailure;

  /** Learns from the data of a job and writes its metrics. */
  TrainingResult train(CustomizationJob job) throws JobFailure;
}
