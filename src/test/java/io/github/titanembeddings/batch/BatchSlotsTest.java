package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.WaitTimeoutException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job slots of a run, and jobs that the service loses. */
class BatchSlotsTest {
  private static final Duration TICK = Duration.ofNanos(1);

  @TempDir private Path folder;
  @AutoClose private BatchEnvironment env;

  @BeforeEach
  void start() {
    env = new BatchEnvironment(folder);
  }

  @Test
  void waitsForAFreeJobSlot() {
    env.stub.batch().jobQuota(1, 1);

    BatchSummary summary = env.builder().build().embed(BatchEnvironment.items(50), outcome -> {});

    assertThat(summary).isEqualTo(new BatchSummary(3, 50, 0, 0));
    assertThat(env.jobs()).hasSize(3);
  }

  @Test
  void usesFreeSlotsWhileTheFirstJobRuns() {
    env.step.set(0);
    env.stub.batch().jobDuration(Duration.ZERO).expireNext();
    Limits limits = BatchEnvironment.SMALL.toBuilder().set(Limit.BATCH_JOBS, 2).build();
    List<Integer> ended = Collections.synchronizedList(new ArrayList<>());
    BatchListener listener =
        new BatchListener() {
          @Override
          public void onProgress(BatchInput input, BatchJob job) {
            if (job.isEnded()) {
              ended.add(input.number());
            }
            if (ended.size() == 3) {
              env.step.set(Duration.ofDays(8).toMinutes()); // the first job expires
            }
          }
        };
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary =
        env.builder()
            .limits(limits)
            .listener(listener)
            .waitOptions(new WaitOptions(TICK, Duration.ofMinutes(2)))
            .build()
            .embed(BatchEnvironment.items(80), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(4, 60, 20, 0));
    assertThat(ended).containsExactly(2, 3, 4, 1);
    assertThat(BatchEnvironment.keys(outcomes)).isEqualTo(BatchEnvironment.keys(80));
  }

  /** Submits a job of 10 records and returns its ARN, while it is queued. */
  private String submitted() {
    env.step.set(0);
    WaitOptions options = new WaitOptions(TICK, Duration.ofMillis(1));
    assertThatThrownBy(
            () ->
                env.builder()
                    .waitOptions(options)
                    .build()
                    .embed(BatchEnvironment.items(10), outcome -> {}))
        .isInstanceOf(WaitTimeoutException.class);
    env.step.set(10);
    return env.stub.batchClient().list().toList().get(0).jobArn();
  }

  @Test
  void readsTheOutputOfAJobThatTheServiceNoLongerKnows() {
    String arn = submitted();
    env.stub.batchClient().awaitEnd(arn, new WaitOptions(TICK, Duration.ofMinutes(2)));
    env.stub.fineTuning().forget(arn);

    BatchSummary summary = env.builder().build().embed(BatchEnvironment.items(10), outcome -> {});

    assertThat(summary).isEqualTo(new BatchSummary(1, 10, 0, 0));
    assertThat(env.jobs()).isEmpty();
  }

  @Test
  void failsTheRecordsOfALostJobOnlyIfAskedTo() {
    env.stub.fineTuning().forget(submitted());
    assertThatThrownBy(() -> env.builder().build().embed(BatchEnvironment.items(10), outcome -> {}))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.kind()).isEqualTo(ServiceException.Kind.NOT_FOUND))
        .hasMessageContaining("/manifest.json.out")
        .hasMessageContaining("failMissingJobs()");
    assertThat(env.journal.failed()).isZero();
    BatchEmbedder batch = env.builder().failMissingJobs().build();

    BatchSummary lost = batch.embed(BatchEnvironment.items(10), outcome -> {});
    BatchSummary repeated = batch.resubmitFailed(outcome -> {});

    assertThat(lost).isEqualTo(new BatchSummary(1, 0, 10, 0));
    assertThat(repeated).isEqualTo(new BatchSummary(2, 10, 0, 0));
    assertThat(env.jobs()).hasSize(1);
  }

  @Test
  void stopsTheOtherJobsIfOneCannotBeStopped() {
    env.step.set(0);
    BatchEmbedder batch =
        env.builder().waitOptions(new WaitOptions(TICK, Duration.ofMillis(1))).build();
    assertThatThrownBy(() -> batch.embed(BatchEnvironment.items(40), outcome -> {}))
        .isInstanceOf(WaitTimeoutException.class);
    List<BatchJob> jobs = env.stub.batchClient().list().toList(); // newest first
    env.stub.fineTuning().forget(jobs.get(1).jobArn());

    assertThatThrownBy(batch::stop).isInstanceOf(ServiceException.class);

    assertThat(env.stub.batchClient().describe(jobs.get(0).jobArn()).statusAsString())
        .isIn("Stopping", "Stopped");
  }

  @Test
  void submitsNoMoreJobsAtOnceThanTheLimit() {
    env.stub.batch().jobQuota(1, 1);
    Limits limits = BatchEnvironment.SMALL.toBuilder().set(Limit.BATCH_JOBS, 1).build();

    env.builder().limits(limits).build().embed(BatchEnvironment.items(50), outcome -> {});

    long submissions =
        env.stub.fineTuning().requests().stream()
            .filter(request -> request.operation().equals("CreateModelInvocationJob"))
            .count();
    assertThat(submissions).isEqualTo(3);
  }
}
