package io.github.titanembeddings.batch.internal.write;

import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectStore;

/**
 * The uploads to the input folder of a run that a killed process has left. Those to the output
 * folders belong to the service, whose jobs may be running.
 */
public final class UnfinishedUploads {
  private UnfinishedUploads() {}

  /** Aborts the uploads that are not complete. */
  public static void abort(ObjectStore objects, BatchState.Run run) {
    Futures.await(objects.abortUnfinished(RunFiles.inputs(run)));
  }

  /** Aborts the uploads that are not complete, and deletes the files of jobs after the given. */
  static void discard(ObjectStore objects, BatchState.Run run, int jobs) {
    abort(objects, run);
    String next = RunFiles.input(run, jobs + 1).toString();
    for (ObjectInfo object : RunFiles.list(objects, RunFiles.inputs(run))) {
      if (object.uri().toString().compareTo(next) >= 0) {
        Futures.await(objects.delete(object.uri()));
      }
    }
  }
}
