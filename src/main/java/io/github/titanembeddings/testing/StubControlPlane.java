package io.github.titanembeddings.testing;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.testing.internal.controlplane.ControlOperation;
import io.github.titanembeddings.testing.internal.controlplane.ControlPlane;
import io.github.titanembeddings.testing.internal.controlplane.ControlSettings;
import io.github.titanembeddings.testing.internal.controlplane.ControlSettings.ScriptedFailure;
import io.github.titanembeddings.testing.internal.http.ResponseScript.Entry;
import io.github.titanembeddings.testing.internal.http.StubArguments;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * The control plane of a {@link TitanStub}: customization jobs, custom models, the foundation model
 * and provisioned throughput, at the stub's endpoint. Its clock, scripts and requests are also
 * those of {@link TitanStub#batch() batch jobs}. Thread-safe.
 *
 * <p>Requests are checked against the service's shapes and quotas. Resources advance with a clock:
 * a job takes one hour and a throughput six minutes by default. A job trains nothing unless a
 * {@link #trainer} is set: throughputs with its model return the base model's vectors.
 *
 * <pre>{@code
 * stub.fineTuning().jobDuration(Duration.ZERO).tunedVectors(vectors).failNextThroughput("no capacity");
 * }</pre>
 */
public final class StubControlPlane {
  private final ControlPlane plane;

  StubControlPlane(ControlPlane plane) {
    this.plane = plane;
  }

  private ControlSettings settings() {
    return plane.settings();
  }

  /** Sets the clock, which is read once per request; the system clock by default. */
  public StubControlPlane clock(InstantSource clock) {
    settings().clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /** Sets the vectors of the models that jobs create from now on, in place of a trainer. */
  public StubControlPlane tunedVectors(VectorSource vectors) {
    StubTrainer.TunedModel model = StubTrainer.TunedModel.of(vectors);
    return trainer(job -> model);
  }

  /** Sets the trainer of jobs, which determines their vectors, losses and failures. */
  public StubControlPlane trainer(StubTrainer trainer) {
    settings().trainer = Objects.requireNonNull(trainer, "trainer");
    return this;
  }

  /**
   * Sets a store to which jobs write the losses of the trainer, below their output URI and in the
   * service's format. Does not close the store.
   */
  public StubControlPlane metrics(ObjectStore store) {
    settings().metrics = Objects.requireNonNull(store, "store");
    return this;
  }

  /**
   * Sets the duration of later jobs, from submission to completion; 0 to 365 days.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public StubControlPlane jobDuration(Duration duration) {
    settings().jobDuration = StubArguments.duration("jobDuration", duration);
    return this;
  }

  /**
   * Sets the time until later throughputs are in service or changed; 0 to 365 days.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public StubControlPlane throughputDuration(Duration duration) {
    settings().throughputDuration = StubArguments.duration("throughputDuration", duration);
    return this;
  }

  /**
   * Sets the quota of scheduled jobs; 2 by default.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public StubControlPlane jobQuota(int jobs) {
    settings().jobQuota = StubArguments.atLeast(0, "jobQuota", jobs);
    return this;
  }

  /**
   * Sets the quotas of model units: without commitment, 2 by default for custom and for base models
   * each, and with commitment, 0 by default.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public StubControlPlane unitQuota(int withoutCommitment, int committed) {
    settings().unitQuota = StubArguments.atLeast(0, "withoutCommitment", withoutCommitment);
    settings().committedUnitQuota = StubArguments.atLeast(0, "committed", committed);
    return this;
  }

  /**
   * Sets the maximum number of entries in a page of a list; 1,000 by default.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public StubControlPlane pageSize(int entries) {
    settings().pageSize = StubArguments.atLeast(1, "pageSize", entries);
    return this;
  }

  /** Sets whether the base model is legacy; a legacy model accepts no new jobs. */
  public StubControlPlane legacy(boolean legacy) {
    settings().legacy = legacy;
    return this;
  }

  /** Fails the next job at the end of its validation phase. */
  public StubControlPlane failNextValidation(String message) {
    settings()
        .jobFailures
        .add(new ScriptedFailure(false, Objects.requireNonNull(message, "message")));
    return this;
  }

  /** Fails the next job at the end of its training phase. */
  public StubControlPlane failNextTraining(String message) {
    settings()
        .jobFailures
        .add(new ScriptedFailure(true, Objects.requireNonNull(message, "message")));
    return this;
  }

  /** Fails the next throughput instead of putting it into service. */
  public StubControlPlane failNextThroughput(String message) {
    settings().throughputFailures.add(Objects.requireNonNull(message, "message"));
    return this;
  }

  /** Reports any status for a job, model or throughput given by ARN or name. */
  public StubControlPlane reportStatus(String identifier, String status) {
    settings().reportedStatuses.put(identifier, status);
    return this;
  }

  /** Removes a job or throughput, given by ARN or name, as if it had never existed. */
  public StubControlPlane forget(String identifier) {
    plane.forget(identifier);
    return this;
  }

  /**
   * Returns the given response to the next {@code times} requests without performing them.
   *
   * @throws IllegalArgumentException if the number is not from 0 to 100,000
   */
  public StubControlPlane enqueue(int times, StubResponse response) {
    settings().script.add(times, new Entry("", false, response));
    return this;
  }

  /**
   * Same as {@link #enqueue(int, StubResponse)}, but only for requests of one operation, such as
   * {@code GetModelCustomizationJob}.
   *
   * @throws IllegalArgumentException if the number is not from 0 to 100,000, or the operation is
   *     unknown
   */
  public StubControlPlane enqueue(int times, String operation, StubResponse response) {
    settings().script.add(times, new Entry(known(operation), false, response));
    return this;
  }

  /**
   * Performs the next {@code times} requests of an operation, but resets the connection instead of
   * responding.
   *
   * @throws IllegalArgumentException if the number is not from 0 to 100,000, or the operation is
   *     unknown
   */
  public StubControlPlane loseResponses(int times, String operation) {
    Entry entry = new Entry(known(operation), true, StubResponse.connectionReset());
    settings().script.add(times, entry);
    return this;
  }

  /** Rejects a misspelled operation, whose script would never apply. */
  private static String known(String operation) {
    if (!ControlOperation.isKnown(operation)) {
      throw new IllegalArgumentException("the stub does not implement operation " + operation);
    }
    return operation;
  }

  /** Returns the last 1,000 requests to the control plane, oldest first. */
  public List<ControlRequest> requests() {
    return plane.requests();
  }

  /** Returns the ARNs of the throughputs that exist and would be billed. */
  public List<String> throughputs() {
    return plane.throughputs().arns();
  }
}
