package io.github.titanembeddings.testing;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.testing.internal.controlplane.ControlOperation;
import io.github.titanembeddings.testing.internal.controlplane.ControlPlane;
import io.github.titanembeddings.testing.internal.controlplane.ControlScript;
import io.github.titanembeddings.testing.internal.controlplane.ControlSettings;
import io.github.titanembeddings.testing.internal.controlplane.JobPhase;
import io.github.titanembeddings.testing.internal.http.ScriptNumbers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * The control plane of a {@link TitanStub}: customization jobs, custom models, the foundation model
 * and provisioned throughput, at the stand-in's endpoint. Each resource goes on by a clock: a job
 * takes an hour, a throughput six minutes, unless told otherwise. Requests are checked by the
 * service's shapes and quotas.
 *
 * <p>With a {@link #data} store, a job reads the training and validation set, fails where the
 * service says it would, learns a linear map of the text vectors from the training pairs alone, and
 * writes its metrics; a throughput with its model then answers with mapped vectors. Without one, a
 * job learns nothing. Safe for use by several threads.
 */
public final class StubControlPlane {
  private final ControlPlane plane;
  private final ControlSettings settings;

  public StubControlPlane(ControlPlane plane, ControlSettings settings) {
    this.plane = plane;
    this.settings = settings;
  }

  /** Sets the clock, which is read once for each request; the system's at first. */
  public StubControlPlane clock(InstantSource clock) {
    settings.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /** Sets where jobs read their data and write their metrics. The store stays yours to close. */
  public StubControlPlane data(ObjectStore store) {
    settings.store = Objects.requireNonNull(store, "store");
    return this;
  }

  /**
   * Sets the duration of later jobs, from submission to completion; 0 to 365 days.
   *
   * @throws IllegalArgumentException if it is outside that range
   */
  public StubControlPlane jobDuration(Duration duration) {
    settings.jobDuration = ScriptNumbers.duration("jobDuration", duration);
    return this;
  }

  /**
   * Sets the time until later throughputs are in service, or on another model; 0 to 365 days.
   *
   * @throws IllegalArgumentException if it is outside that range
   */
  public StubControlPlane throughputDuration(Duration duration) {
    settings.throughputDuration = ScriptNumbers.duration("throughputDuration", duration);
    return this;
  }

  /**
   * Sets the quota of scheduled jobs; 2 by default.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public StubControlPlane jobQuota(int jobs) {
    settings.jobQuota = ScriptNumbers.atLeast(0, "jobQuota", jobs);
    return this;
  }

  /**
   * Sets the quotas of model units: without commitment, 2 by default for custom and for base models
   * each, and with commitment, 0 by default.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public StubControlPlane unitQuota(int withoutCommitment, int committed) {
    settings.unitQuota = ScriptNumbers.atLeast(0, "withoutCommitment", withoutCommitment);
    settings.committedUnitQuota = ScriptNumbers.atLeast(0, "committed", committed);
    return this;
  }

  /**
   * Sets the minimum number of records; by default 1,000 for training and 8 for validation.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public StubControlPlane minimumRecords(int training, int validation) {
    settings.minTrainingRecords = ScriptNumbers.atLeast(0, "training", training);
    settings.minValidationRecords = ScriptNumbers.atLeast(0, "validation", validation);
    return this;
  }

  /**
   * Sets how many lines a page of a list has at most; 1,000 at first.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public StubControlPlane pageSize(int lines) {
    if (lines < 1) {
      throw new IllegalArgumentException("a page must have 1 line or more: " + lines);
    }
    settings.pageSize = lines;
    return this;
  }

  /** Says whether the base model is legacy, so that it takes no new jobs. */
  public StubControlPlane legacy(boolean legacy) {
    settings.legacy = legacy;
    return this;
  }

  /** Lets the next job fail at the end of its validation, with this message. */
  public StubControlPlane failNextValidation(String message) {
    settings.failNextJob(JobPhase.VALIDATION, Objects.requireNonNull(message, "message"));
    return this;
  }

  /** Lets the next job fail at the end of its training, with this message. */
  public StubControlPlane failNextTraining(String message) {
    settings.failNextJob(JobPhase.TRAINING, Objects.requireNonNull(message, "message"));
    return this;
  }

  /** Lets the next throughput fail in place of being in service, with this message. */
  public StubControlPlane failNextThroughput(String message) {
    settings.failNextThroughput(Objects.requireNonNull(message, "message"));
    return this;
  }

  /** Reports a status of your own for a job, model or throughput given by ARN or name. */
  public StubControlPlane reportStatus(String identifier, String status) {
    settings.reportedStatuses.put(identifier, status);
    return this;
  }

  /** Lets a job or throughput, given by ARN or name, disappear. */
  public StubControlPlane forget(String identifier) {
    plane.forget(identifier);
    return this;
  }

  /**
   * Answers a number of the next requests with this and does nothing of what they ask for.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public StubControlPlane answerNext(int times, StubResponse answer) {
    return answerNext(times, "", answer);
  }

  /**
   * The same for requests of one operation, such as {@code GetModelCustomizationJob}.
   *
   * @throws IllegalArgumentException if the number is negative, or the stand-in has no operation of
   *     that name
   */
  public StubControlPlane answerNext(int times, String operation, StubResponse answer) {
    Objects.requireNonNull(answer, "answer");
    plane.script.add(times, new ControlScript.Entry(known(operation), answer, false));
    return this;
  }

  /**
   * Throttles a number of the next requests.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public StubControlPlane throttle(int times) {
    return answerNext(times, StubResponse.throttled());
  }

  /**
   * Does what a number of requests of an operation ask for, and breaks the connection then.
   *
   * @throws IllegalArgumentException if the number is negative, or the stand-in has no operation of
   *     that name
   */
  public StubControlPlane loseAnswers(int times, String operation) {
    StubResponse broken = StubResponse.connectionReset();
    plane.script.add(times, new ControlScript.Entry(known(operation), broken, true));
    return this;
  }

  /** An operation that there is, or none, so that no fault waits in vain for a misspelt one. */
  private static String known(String operation) {
    if (!operation.isEmpty() && !ControlOperation.isKnown(operation)) {
      throw new IllegalArgumentException("the stand-in has no operation " + operation);
    }
    return operation;
  }

  /** The last 1,000 requests to the control plane, the oldest first. */
  public List<ControlRequest> requests() {
    return plane.requests();
  }

  /** The ARNs of the throughputs that were not deleted: what would cost money. */
  public List<String> throughputs() {
    return plane.throughputs.arns();
  }
}
