package io.github.titanembeddings.bulk.internal.journal;

/**
 * When to wait for the disk: after so many records, or as soon as the last time is so long ago.
 *
 * @param records how many records may be written without waiting
 * @param nanos how long ago the last waiting may be when a record is written
 */
public record SyncRule(long records, long nanos) {
  boolean isDue(long unsynced, long nanosSince) {
    return unsynced >= records || nanosSince >= nanos;
  }
}
