package io.github.titanembeddings.testing;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.testing.internal.controlplane.BatchSettings;
import io.github.titanembeddings.testing.internal.controlplane.BatchSettings.End;
import io.github.titanembeddings.testing.internal.controlplane.BatchSettings.Outcome;
import io.github.titanembeddings.testing.internal.controlplane.ControlPlane;
import io.github.titanembeddings.testing.internal.http.StubArguments;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The batch jobs of a {@link TitanStub}. Thread-safe.
 *
 * <p>A job reads its {@code .jsonl} files from the {@link #store}, validates them as the service
 * does, embeds each record, and writes a {@code .jsonl.out} file for each input file and {@code
 * manifest.json.out} to the folder of its ID below its output URI. It advances with the clock of
 * {@link TitanStub#fineTuning()}: it is submitted for the first 5 % of its duration, validating
 * until 20 %, scheduled until 30 %, then in progress. A request that arrives while the job
 * processes its records waits for it for up to 5 seconds and then sees its previous status.
 *
 * <p>The clock, lost and scripted responses, recorded requests and page sizes are those of {@link
 * TitanStub#fineTuning()}, which is the whole control plane:
 *
 * <pre>{@code
 * stub.batch().store(store).jobDuration(Duration.ZERO).completeNextPartly(0.5);
 * stub.fineTuning().loseResponses(1, "CreateModelInvocationJob");
 * }</pre>
 */
public final class StubBatch {
  private final ControlPlane plane;

  StubBatch(ControlPlane plane) {
    this.plane = plane;
  }

  private BatchSettings settings() {
    return plane.settings().batch;
  }

  /** Sets the store of inputs and outputs, which remains open; without one, every job fails. */
  public StubBatch store(ObjectStore store) {
    settings().store = Objects.requireNonNull(store, "store");
    return this;
  }

  /**
   * Sets the duration of later jobs; 0 to 365 days, 1 hour by default.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public StubBatch jobDuration(Duration duration) {
    settings().jobDuration = StubArguments.duration("jobDuration", duration);
    return this;
  }

  /**
   * Sets the quotas of submitted and running jobs; 20 for the base model and 3 for custom models by
   * default.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public StubBatch jobQuota(int base, int custom) {
    settings().jobQuota = StubArguments.atLeast(0, "base", base);
    settings().customJobQuota = StubArguments.atLeast(0, "custom", custom);
    return this;
  }

  /**
   * Sets the minimum and maximum number of records of a job; 100 and 50,000 by default.
   *
   * @throws IllegalArgumentException if the minimum is negative or above the maximum
   */
  public StubBatch recordQuota(long min, long max) {
    StubArguments.atLeast(0, "min", min);
    settings().maxRecords = StubArguments.atLeast(min, "max", max);
    settings().minRecords = min;
    return this;
  }

  /**
   * Sets the maximum bytes of an input file and of all files of a job; 1,000,000,000 and
   * 5,000,000,000 by default.
   *
   * @throws IllegalArgumentException if one is less than 1
   */
  public StubBatch byteQuota(long file, long job) {
    StubArguments.atLeast(1, "file", file);
    settings().maxJobBytes = StubArguments.atLeast(1, "job", job);
    settings().maxFileBytes = file;
    return this;
  }

  /** Fails the next job at its end, without output. */
  public StubBatch failNext(String message) {
    settings().outcomes.add(new Outcome(End.FAIL, Objects.requireNonNull(message, "message"), 1));
    return this;
  }

  /** Leaves the next job scheduled until its timeout, when it expires without output. */
  public StubBatch expireNext() {
    settings().outcomes.add(new Outcome(End.EXPIRE, "", 1));
    return this;
  }

  /**
   * Completes the next job partially.
   *
   * @param share the share of its records that is processed, from 0 to less than 1
   * @throws IllegalArgumentException if the share is out of range
   */
  public StubBatch completeNextPartly(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("share must be from 0 to less than 1, not " + share);
    }
    settings().outcomes.add(new Outcome(End.COMPLETE, "", share));
    return this;
  }

  /** Writes an error for the records whose IDs match; replaces an earlier condition. */
  public StubBatch failRecords(Predicate<String> recordIds, int errorCode, String errorMessage) {
    settings().recordFailure =
        new BatchSettings.RecordFailure(
            Objects.requireNonNull(recordIds, "recordIds"),
            errorCode,
            Objects.requireNonNull(errorMessage, "errorMessage"));
    return this;
  }

  /**
   * Sets a function that replaces the lines of output files: drops, repeats, cuts or adds some. It
   * receives the name of the input file below the input folder and the lines as they are processed,
   * each with its line feed. An empty result leaves the file out.
   */
  public StubBatch rewriteOutput(BiFunction<String, Stream<String>, Stream<String>> function) {
    settings().output = Objects.requireNonNull(function, "function");
    return this;
  }

  /** Sets a function that replaces manifests; an empty result leaves the manifest out. */
  public StubBatch rewriteManifest(UnaryOperator<String> function) {
    settings().manifest = Objects.requireNonNull(function, "function");
    return this;
  }
}
