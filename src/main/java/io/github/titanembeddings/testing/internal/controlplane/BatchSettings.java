package io.github.titanembeddings.testing.internal.controlplane;

import io.github.titanembeddings.storage.ObjectStore;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings and the script of batch jobs; the defaults are the service's quotas. */
public final class BatchSettings {
  public volatile @Nullable ObjectStore store;
  public volatile Duration jobDuration = Duration.ofHours(1);
  public volatile int jobQuota = 20;
  public volatile int customJobQuota = 3;
  public volatile long minRecords = 100;
  public volatile long maxRecords = 50_000;
  public volatile long maxFileBytes = 1_000_000_000L;
  public volatile long maxJobBytes = 5_000_000_000L;
  public volatile RecordFailure recordFailure = new RecordFailure(id -> false, 0, "");
  public volatile BiFunction<String, Stream<String>, Stream<String>> output =
      (name, lines) -> lines;
  public volatile UnaryOperator<String> manifest = UnaryOperator.identity();

  public final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

  /** The error of some records. */
  public record RecordFailure(Predicate<String> recordIds, int code, String message) {}

  /** How a job ends. */
  public enum End {
    COMPLETE,
    FAIL,
    EXPIRE
  }

  /**
   * The scripted end of a job.
   *
   * @param message the reason of a failure
   * @param share the share of the records that are processed before the job ends
   */
  public record Outcome(End end, String message, double share) {
    static final Outcome COMPLETED = new Outcome(End.COMPLETE, "", 1);
  }
}
