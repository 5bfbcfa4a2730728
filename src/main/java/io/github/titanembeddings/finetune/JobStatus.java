package io.github.titanembeddings.finetune;

import java.util.Arrays;

/** The states of a job, and of its phases. */
public enum JobStatus {
  /** Not begun; only a phase can be so. */
  NOT_STARTED("NotStarted", false),
  /** Under way, or waiting for its turn. */
  IN_PROGRESS("InProgress", false),
  /** Done, and well. */
  COMPLETED("Completed", true),
  /** Ended by a failure. */
  FAILED("Failed", true),
  /** Told to stop, but not stopped yet. */
  STOPPING("Stopping", false),
  /** Stopped by somebody. */
  STOPPED("Stopped", true),
  /** A state that this version does not know; the text that the service sent is beside it. */
  UNKNOWN_TO_SDK_VERSION("", false);

  private final String wireName;
  private final boolean terminal;

  JobStatus(String wireName, boolean terminal) {
    this.wireName = wireName;
    this.terminal = terminal;
  }

  /** The state of a name such as {@code InProgress}. */
  public static JobStatus of(String wireName) {
    return Arrays.stream(values())
        .filter(status -> status.wireName.equals(wireName) && !wireName.isEmpty())
        .findFirst()
        .orElse(UNKNOWN_TO_SDK_VERSION);
  }

  /** The service's name, such as {@code InProgress}; empty for the unknown. */
  public String wireName() {
    return wireName;
  }

  /** Whether nothing comes after it; false for the unknown. */
  public boolean isTerminal() {
    return terminal;
  }
}
