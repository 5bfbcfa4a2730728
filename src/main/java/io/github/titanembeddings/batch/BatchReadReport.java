package io.github.titanembeddings.batch;

import java.util.Map;

/**
 * The result of reading the output of a batch job. Immutable. By then, every record has an outcome
 * in the journal.
 *
 * @param embedded the vectors that were recorded
 * @param failed the failures that were recorded, missing records included
 * @param missing the records without a line
 * @param duplicate the lines for a record that had a line already; a vector replaces a failure
 * @param unknown the lines with an ID that the job does not have, which are ignored
 * @param malformed the lines that are not a JSON object with an ID, or are cut off
 * @param manifest the counts in {@code manifest.json.out} by their names, such as {@code
 *     errorRecordCount}; empty without a manifest
 */
public record BatchReadReport(
    long embedded,
    long failed,
    long missing,
    long duplicate,
    long unknown,
    long malformed,
    Map<String, Long> manifest) {
  /** Copies the manifest. */
  public BatchReadReport {
    manifest = Map.copyOf(manifest);
  }

  /** Returns whether each record had exactly one line, and there were no others. */
  public boolean isComplete() {
    return missing == 0 && duplicate == 0 && unknown == 0 && malformed == 0;
  }
}
