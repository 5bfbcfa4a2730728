package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.WaitTimeoutException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job slots of a run, and jobs that the service loses. */
class BatchSlotsTest {
  private static final Duration TICK = Duration.ofNanos(1);

  @TempDir private Path folder;
  private BatchWorld world;

  @BeforeEach
  void start() {
    world = new BatchWorld(folder);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void waitsForAFreeJobSlot() {
    world.stub.batch().jobQuota(1, 1);

    BatchSummary summary = world.builder().build().embed(BatchWorld.items(50), outcome -> {});

    assertThat(summary).isEqualTo(new BatchSummary(3, 50, 0, 0));
    assertThat(world.jobs()).hasSize(3);
  }

  @Test
  void usesFreeSlotsWhileTheFirstJobRuns() {
    world.step.set(0);
    world.stub.batch().jobDuration(Duration.ZERO).expireNext();
    Limits limits = BatchWorld.SMALL.toBuilder().set(Limit.BATCH_JOBS, 2).build();
    List<Integer> ended = Collections.synchronizedList(new ArrayList<>());
    BatchListener listener =
        new BatchListener() {
          @Override
          public void onProgress(BatchInput input, BatchJob job) {
            if (job.isEnded()) {
              ended.add(input.number());
            }
            if (ended.size() == 3) {
              world.step.set(Duration.ofDays(8).toMinutes()); // the first job expires
            }
          }
        };
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary =
        world
            .builder()
            .limits(limits)
            .listener(listener)
            .waitOptions(new WaitOptions(TICK, Duration.ofMinutes(2)))
            .build()
            .embed(BatchWorld.items(80), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(4, 60, 20, 0));
    assertThat(ended).containsExactly(2, 3, 4, 1);
    assertThat(outcomes.stream().map(BulkOutcome::key)).isEqualTo(BatchWorld.keys(80));
  }

  /** Submits a job of 10 records and returns its ARN, while it is queued. */
  private String submitted() {
    world.step.set(0);
    WaitOptions options = new WaitOptions(TICK, Duration.ofMillis(1));
    assertThatThrownBy(
            () ->
                world
                    .builder()
                    .waitOptions(options)
                    .build()
                    .embed(BatchWorld.items(10), outcome -> {}))
        .isInstanceOf(WaitTimeoutException.class);
    world.step.set(10);
    return world.stub.batchClient().list().toList().get(0).jobArn();
  }

  @Test
  void readsTheOutputOfAJobThatTheServiceNoLongerKnows() {
    String arn = submitted();
    world.stub.batchClient().awaitEnd(arn, new WaitOptions(TICK, Duration.ofMinutes(2)));
    world.stub.fineTuning().forget(arn);

    BatchSummary summary = world.builder().build().embed(BatchWorld.items(10), outcome -> {});

    assertThat(summary).isEqualTo(new BatchSummary(1, 10, 0, 0));
    assertThat(world.jobs()).isEmpty();
  }

  @Test
  void failsTheRecordsOfALostJobOnlyIfAskedTo() {
    world.stub.fineTuning().forget(submitted());
    assertThatThrownBy(() -> world.builder().build().embed(BatchWorld.items(10), outcome -> {}))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.kind()).isEqualTo(ServiceException.Kind.NOT_FOUND))
        .hasMessageContaining("/manifest.json.out")
        .hasMessageContaining("failMissingJobs()");
    assertThat(world.journal.failed()).isZero();
    BatchEmbedder batch = world.builder().failMissingJobs().build();

    BatchSummary lost = batch.embed(BatchWorld.items(10), outcome -> {});
    BatchSummary repeated = batch.resubmitFailed(outcome -> {});

    assertThat(lost).isEqualTo(new BatchSummary(1, 0, 10, 0));
    assertThat(repeated).isEqualTo(new BatchSummary(2, 10, 0, 0));
    assertThat(world.jobs()).hasSize(1);
  }

  @Test
  void stopsTheOtherJobsIfOneCannotBeStopped() {
    world.step.set(0);
    BatchEmbedder batch =
        world.builder().waitOptions(new WaitOptions(TICK, Duration.ofMillis(1))).build();
    assertThatThrownBy(() -> batch.embed(BatchWorld.items(40), outcome -> {}))
        .isInstanceOf(WaitTimeoutException.class);
    List<BatchJob> jobs = world.stub.batchClient().list().toList(); // newest first
    world.stub.fineTuning().forget(jobs.get(1).jobArn());

    assertThatThrownBy(batch::stop).isInstanceOf(ServiceException.class);

    assertThat(world.stub.batchClient().describe(jobs.get(0).jobArn()).statusAsString())
        .isIn("Stopping", "Stopped");
  }

  @Test
  void submitsNoMoreJobsAtOnceThanTheLimit() {
    world.stub.batch().jobQuota(1, 1);
    Limits limits = BatchWorld.SMALL.toBuilder().set(Limit.BATCH_JOBS, 1).build();

    world.builder().limits(limits).build().embed(BatchWorld.items(50), outcome -> {});

    long submissions =
        world.stub.fineTuning().requests().stream()
            .filter(request -> request.operation().equals("CreateModelInvocationJob"))
            .count();
    assertThat(submissions).isEqualTo(3);
  }
}
