package io.github.titanembeddings.examples.spark;

import java.io.Serializable;

/** A message of an executor to the driver. */
sealed interface DriverMessage extends Serializable {
  /**
   * Requests a lease, to which the driver responds with a {@link QuotaLedger.Lease}.
   *
   * @param confirmed the number of the lease that the executor applies, or 0
   * @param counts the counts since the previous message
   */
  record LeaseRequest(String executor, long confirmed, EmbedCounts counts)
      implements DriverMessage {}

  /** Reports that an executor has stopped using its lease. */
  record Release(String executor, EmbedCounts counts) implements DriverMessage {}

  /** Reports a failure that all rows share. */
  record SharedFault(int stage, String reason) implements DriverMessage {}
}
