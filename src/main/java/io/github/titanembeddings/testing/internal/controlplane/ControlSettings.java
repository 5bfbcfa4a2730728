package io.github.titanembeddings.testing.internal.controlplane;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.testing.StubTrainer;
import io.github.titanembeddings.testing.internal.http.ResponseScript;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The settings and the script of the control plane; the defaults are the service's quotas. */
public final class ControlSettings {
  public final ResponseScript script = new ResponseScript();
  public volatile InstantSource clock = InstantSource.system();
  public volatile StubTrainer trainer = job -> NO_TRAINING;
  public volatile @Nullable ObjectStore metrics;
  public volatile Duration jobDuration = Duration.ofHours(1);
  public volatile Duration throughputDuration = Duration.ofMinutes(6);
  public volatile int jobQuota = 2;
  public volatile int unitQuota = 2;
  public volatile int committedUnitQuota;
  public volatile int pageSize = 1_000;
  public volatile boolean legacy;
  public final BatchSettings batch = new BatchSettings();
  public final Queue<ScriptedFailure> jobFailures = new ConcurrentLinkedQueue<>();
  public final Queue<String> throughputFailures = new ConcurrentLinkedQueue<>();

  /** Statuses to report instead of the actual ones, by ARN or name. */
  public final Map<String, String> reportedStatuses = new ConcurrentHashMap<>();

  static final StubTrainer.TunedModel NO_TRAINING =
      new StubTrainer.TunedModel(null, List.of(), List.of());

  /** A failure in a job's validation or training. */
  public record ScriptedFailure(boolean inTraining, String message) {}

  String reported(String arn, String name, String status) {
    String ofArn = reportedStatuses.get(arn);
    return ofArn == null ? reportedStatuses.getOrDefault(name, status) : ofArn;
  }
}
