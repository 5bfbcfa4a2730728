package io.github.titanembeddings.batch;

/**
 * The treatment of fewer records than the minimum of a batch job, {@link
 * io.github.titanembeddings.validation.Limit#BATCH_RECORDS_MIN}. Records are divided into jobs so
 * that this happens only if the source has fewer records in total, or if its records grow in size
 * toward the end.
 *
 * <pre>{@code
 * BatchRecordWriter.builder(s3, S3Uri.of("s3://shop/batch"), journal)
 *     .tooFew(TooFewRecords.PAD)
 *     .build()
 *     .write(items, failed -> {});
 * }</pre>
 */
public enum TooFewRecords {
  /** Rejects them before a job is submitted. */
  REJECT,
  /** Adds records with a short text, whose vectors are billed and ignored. */
  PAD,
  /** Leaves them to on-demand calls. */
  ON_DEMAND
}
