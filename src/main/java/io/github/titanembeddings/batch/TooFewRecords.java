package io.github.titanembeddings.batch;

/**
 * The treatment of records that are fewer than a batch job needs, see {@link
 * io.github.titanembeddings.validation.Limit#BATCH_RECORDS_MIN}. Records beyond the first job are
 * divided so that this concerns only sources with fewer records in all, or with records that grow
 * in size towards their end.
 */
public enum TooFewRecords {
  /** Rejects them before a job is submitted. */
  REJECT,
  /** Adds records with a short text, whose vectors are billed and ignored. */
  PAD,
  /** Leaves them to on-demand calls. */
  ON_DEMAND
}
