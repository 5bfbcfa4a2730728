package io.github.titanembeddings.testing.internal.controlplane;

import io.github.titanembeddings.storage.ObjectStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the stand-in's control plane was told; begins with the service's own numbers. */
public final class ControlSettings {
  public volatile InstantSource clock;
  public volatile @Nullable ObjectStore store;
  public volatile Duration jobDuration;
  public volatile Duration throughputDuration;
  public volatile int jobQuota;
  public volatile int unitQuota;
  public volatile int committedUnitQuota;
  public volatile int minTrainingRecords;
  public volatile int minValidationRecords;
  public volatile int pageSize;
  public volatile boolean legacy;

  /** Statuses to report in place of the true ones, by ARN or name. */
  public final Map<String, String> reportedStatuses = new ConcurrentHashMap<>();

  private final Queue<ScriptedFailure> jobFailures = new ArrayDeque<>();
  private final Queue<String> throughputFailures = new ArrayDeque<>();

  /** A failure that the next job is to meet. */
  record ScriptedFailure(JobPhase phase, String message) {}

  @SuppressWarnings("NullAway.Init")
  public // reset() sets them
  ControlSettings() {
    reset();
  }

  /** Forgets all it was told. */
  public synchronized void reset() {
    clock = InstantSource.system();
    store = null;
    jobDuration = Duration.ofHours(1);
    throughputDuration = Duration.ofMinutes(6);
    jobQuota = 2;
    unitQuota = 2;
    committedUnitQuota = 0;
    minTrainingRecords = 1_000;
    minValidationRecords = 8;
    pageSize = 1_000;
    legacy = false;
    reportedStatuses.clear();
    jobFailures.clear();
    throughputFailures.clear();
  }

  public synchronized void failNextJob(JobPhase phase, String message) {
    jobFailures.add(new ScriptedFailure(phase, message));
  }

  synchronized @Nullable ScriptedFailure takeJobFailure() {
    return jobFailures.poll();
  }

  public synchronized void failNextThroughput(String message) {
    throughputFailures.add(message);
  }

  synchronized @Nullable String takeThroughputFailure() {
    return throughputFailures.poll();
  }

  /** The status to report of a resource whose true one is given. */
  String reported(String arn, String name, String status) {
    String ofArn = reportedStatuses.get(arn);
    return ofArn == null ? reportedStatuses.getOrDefault(name, status) : ofArn;
  }
}
