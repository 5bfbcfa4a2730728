package io.github.titanembeddings.testing.internal.controlplane;

import java.time.Duration;

/** What a customization job does, one after the other. */
public enum JobPhase {
  VALIDATION("validationDetails", 0.1),
  DATA_PROCESSING("dataProcessingDetails", 0.3),
  TRAINING("trainingDetails", 1);

  private final String field;
  private final double end;

  JobPhase(String field, double end) {
    this.field = field;
    this.end = end;
  }

  /** The field of {@code statusDetails} that tells of it. */
  String field() {
    return field;
  }

  /** When it ends, in a job that takes so long. */
  Duration end(Duration whole) {
    return Duration.ofNanos((long) (whole.toNanos() * end));
  }
}
