package io.github.titanembeddings.testing.internal.controlplane;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.testing.StubTrainer;
import io.github.titanembeddings.testing.internal.http.ScriptNumbers;
import io.github.titanembeddings.testing.internal.http.ScriptedResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The settings and the script of the control plane; the defaults are the service's quotas. */
public final class ControlSettings {
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

  /** Statuses to report instead of the actual ones, by ARN or name. */
  public final Map<String, String> reportedStatuses = new ConcurrentHashMap<>();

  static final StubTrainer.TunedModel NO_TRAINING =
      new StubTrainer.TunedModel(null, List.of(), List.of());

  private final List<Entry> script = new ArrayList<>();
  private final Queue<ScriptedFailure> jobFailures = new ArrayDeque<>();
  private final Queue<String> throughputFailures = new ArrayDeque<>();

  /** A scripted response; the operation is empty for any, and performed first if so wanted. */
  record Entry(String operation, ScriptedResponse response, boolean performed) {}

  record ScriptedFailure(boolean inTraining, String message) {}

  /** Scripts responses; the operation is empty for any, and performed before if wanted. */
  public synchronized void script(
      int times, String operation, ScriptedResponse response, boolean performed) {
    ScriptNumbers.range(0, ScriptNumbers.MAX_TIMES, "times", times);
    for (int i = 0; i < times; i++) {
      script.add(new Entry(operation, response, performed));
    }
  }

  /** Removes and returns the first scripted response to an operation, if any. */
  synchronized @Nullable Entry takeResponse(ControlOperation operation) {
    for (Iterator<Entry> each = script.iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      if (entry.operation().isEmpty() || entry.operation().equals(operation.awsName())) {
        each.remove();
        return entry;
      }
    }
    return null;
  }

  public synchronized void failNextJob(boolean inTraining, String message) {
    jobFailures.add(new ScriptedFailure(inTraining, message));
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

  String reported(String arn, String name, String status) {
    String ofArn = reportedStatuses.get(arn);
    return ofArn == null ? reportedStatuses.getOrDefault(name, status) : ofArn;
  }
}
