package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.storage.ObjectStore;
import java.io.Serializable;
import java.util.Objects;

/**
 * Where {@link BatchColumns} works. Serializable.
 *
 * @param store opens the store of the folder on an executor, such as {@code S3ObjectStore::create}
 * @param folder the {@code s3://} folder of the jobs' input and output
 * @param roleArn the role that the service assumes to read and write the folder
 * @param state a folder on a file system that all executors share, such as {@code s3a://} or {@code
 *     hdfs://}, for the state of this run; the same folder resumes the run
 * @param rowsPerShard the rows of an executor's task, on average; at least 200 and at most 50,000
 */
public record BatchTarget(
    StoreFactory store, String folder, String roleArn, String state, int rowsPerShard)
    implements Serializable {
  /** Opens a store. */
  @FunctionalInterface
  public interface StoreFactory extends Serializable {
    /** Returns a store that the caller closes. */
    ObjectStore open();
  }

  /** Checks the number of rows. */
  public BatchTarget {
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(roleArn, "roleArn");
    Objects.requireNonNull(state, "state");
    if (rowsPerShard < 200 || rowsPerShard > 50_000) {
      throw new IllegalArgumentException(
          "rowsPerShard must be from 200 to 50,000, not " + rowsPerShard);
    }
  }
}
