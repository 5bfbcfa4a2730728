package io.github.titanembeddings.finetune.throughput;

import java.util.Arrays;

/** The states of a provisioned throughput. */
public enum ThroughputStatus {
  /** Being made; it does not answer yet. */
  CREATING("Creating"),
  /** It answers. */
  IN_SERVICE("InService"),
  /** It answers, and is being changed. */
  UPDATING("Updating"),
  /** It could not be made or changed. */
  FAILED("Failed"),
  /** A state that this version does not know; the text that the service sent is beside it. */
  UNKNOWN_TO_SDK_VERSION("");

  private final String wireName;

  ThroughputStatus(String wireName) {
    this.wireName = wireName;
  }

  /** The state of a name such as {@code InService}. */
  public static ThroughputStatus of(String wireName) {
    return Arrays.stream(values())
        .filter(status -> status.wireName.equals(wireName) && !wireName.isEmpty())
        .findFirst()
        .orElse(UNKNOWN_TO_SDK_VERSION);
  }

  /** The service's name, such as {@code InService}; empty for the unknown. */
  public String wireName() {
    return wireName;
  }
}
