package io.github.titanembeddings.batch.internal.write;

import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectStore;

/**
 * Removes the leftovers of a killed process from the input folder of a run. The uploads to the
 * output folders belong to the service, whose jobs may still be running.
 */
public final class RunUploads {
  private RunUploads() {}

  /** Aborts the unfinished uploads. */
  public static void abort(ObjectStore objects, BatchState.Run run) {
    Futures.await(objects.abortUnfinished(RunFiles.inputs(run)));
  }

  /** Aborts the unfinished uploads, and deletes the input of every job after a given one. */
  static void discardAfter(ObjectStore objects, BatchState.Run run, int lastJob) {
    abort(objects, run);
    String next = RunFiles.input(run, lastJob + 1).toString();
    for (ObjectInfo object : RunFiles.list(objects, RunFiles.inputs(run))) {
      if (object.uri().toString().compareTo(next) >= 0) {
        Futures.await(objects.delete(object.uri()));
      }
    }
  }
}
