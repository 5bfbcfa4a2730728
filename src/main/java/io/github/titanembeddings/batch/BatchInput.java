package io.github.titanembeddings.batch;

import io.github.titanembeddings.storage.S3Uri;
import java.util.Objects;

/**
 * The uploaded input of one batch job: a folder of JSON Lines files. Immutable.
 *
 * @param number the number of the job in its run, from 1
 * @param folder the URI of the folder, which ends in a slash; for {@link
 *     BatchInferenceRequest.Builder#inputUri}
 * @param files the number of files
 * @param records the number of records, without padding
 * @param padding the number of records that were added to reach the minimum
 * @param bytes the bytes of all files together
 */
public record BatchInput(
    int number, S3Uri folder, int files, long records, long padding, long bytes) {
  /** Rejects null. */
  public BatchInput {
    Objects.requireNonNull(folder, "folder");
  }
}
