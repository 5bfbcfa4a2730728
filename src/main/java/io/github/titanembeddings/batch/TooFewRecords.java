package io.github.titanembeddings.batch;

/**
 * What to do with fewer records than the minimum of a batch job, {@link
 * io.github.titanembeddings.validation.Limit#BATCH_RECORDS_MIN}. Records are divided into jobs so
 * that this happens only if the source has fewer records in total, or if its records grow in size
 * toward the end.
 */
public enum TooFewRecords {
  /** Rejects them before a job is submitted. */
  REJECT,
  /** Adds records with a short text, whose vectors are billed and ignored. */
  PAD,
  /** Leaves them to on-demand calls. */
  ON_DEMAND
}
