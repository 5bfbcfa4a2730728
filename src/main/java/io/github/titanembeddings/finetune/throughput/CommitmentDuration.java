package io.github.titanembeddings.finetune.throughput;

/** How long one commits oneself to pay for a throughput; it can't be released before. */
public enum CommitmentDuration {
  /** One month. */
  ONE_MONTH("OneMonth"),
  /** Six months. */
  SIX_MONTHS("SixMonths");

  private final String wireName;

  CommitmentDuration(String wireName) {
    this.wireName = wireName;
  }

  /** The service's name, such as {@code OneMonth}. */
  public String wireName() {
    return wireName;
  }
}
