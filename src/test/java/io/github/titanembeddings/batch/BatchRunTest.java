package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.exception.WaitTimeoutException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.testing.StubResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that fail, are resumed, retried and stopped. */
class BatchRunTest {
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

  private static List<String> keys(List<BulkOutcome> outcomes) {
    return outcomes.stream().map(BulkOutcome::key).toList();
  }

  @Test
  void resumesAfterAFailureAtEachStepAndSubmitsEachJobOnce() {
    for (String step : List.of("source", "submit", "callback")) {
      List<BulkItem> items = BatchWorld.items(43);
      if (step.equals("submit")) {
        world
            .stub
            .fineTuning()
            .enqueue(
                1,
                "CreateModelInvocationJob",
                StubResponse.error(400, "ValidationException", "no such role"));
      }
      Iterable<BulkItem> source =
          step.equals("source")
              ? () ->
                  Stream.concat(
                          items.stream().limit(30),
                          Stream.generate(
                              () -> {
                                throw new IllegalStateException("the source failed");
                              }))
                      .map(BulkItem.class::cast)
                      .iterator()
              : items;
      int[] delivered = new int[1];
      assertThatThrownBy(
              () ->
                  world
                      .builder()
                      .build()
                      .embed(
                          source,
                          outcome -> {
                            if (step.equals("callback") && ++delivered[0] == 25) {
                              throw new IllegalStateException("the callback failed");
                            }
                          }))
          .isInstanceOfAny(IllegalStateException.class, ServiceException.class);
      world.restart();
      List<BulkOutcome> outcomes = new ArrayList<>();

      world.builder().build().embed(items, outcomes::add);

      assertThat(keys(outcomes)).as(step).isEqualTo(BatchWorld.keys(43));
      assertThat(world.jobs()).as(step).hasSize(3).doesNotHaveDuplicates();
      world.close();
      world = new BatchWorld(folder.resolve("after " + step));
    }
  }

  @Test
  void reportsAMissingEntitlementAndResumesOnceItIsGranted() {
    world
        .stub
        .fineTuning()
        .enqueue(
            1,
            "CreateModelInvocationJob",
            StubResponse.error(
                400,
                "ValidationException",
                "Your account is not authorized to perform this action. Please create a support"
                    + " case"));
    BatchEmbedder batch = world.builder().build();
    assertThatThrownBy(() -> batch.embed(BatchWorld.items(10), outcome -> {}))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("not authorized");

    assertThat(batch.embed(BatchWorld.items(10), outcome -> {}).embedded()).isEqualTo(10);
  }

  @Test
  void neverSubmitsAJobTwiceIfTheResponseIsLost() {
    world.stub.fineTuning().loseResponses(1, "CreateModelInvocationJob");

    BatchSummary summary = world.builder().build().embed(BatchWorld.items(10), outcome -> {});

    assertThat(summary.embedded()).isEqualTo(10);
    assertThat(world.jobs()).hasSize(1);
  }

  @Test
  void doesNotReadTheSourceAgainOnceAllIsUploaded() {
    assertThatThrownBy(
            () ->
                world
                    .builder()
                    .build()
                    .embed(
                        BatchWorld.items(10),
                        outcome -> {
                          throw new IllegalStateException("stop");
                        }))
        .hasMessage("stop");

    BatchSummary summary = world.builder().build().embed(Collections.emptyList(), outcome -> {});

    assertThat(summary.embedded()).isEqualTo(10);
  }

  @Test
  void failsTheRecordsOfAFailedJobAndRetriesThemInTheNextRun() {
    world.stub.batch().failNext("the role may not read the bucket");
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = world.builder().build().embed(BatchWorld.items(10), outcomes::add);
    BatchSummary next = world.builder().build().embed(BatchWorld.items(10), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(1, 0, 10, 0));
    assertThat(((BulkOutcome.Failed) outcomes.get(0)).exception())
        .hasMessageContaining("ended as Failed")
        .hasMessageContaining("the role may not read the bucket");
    assertThat(next).isEqualTo(new BatchSummary(1, 10, 0, 0));
  }

  @Test
  void readsWhatAnExpiredOrPartlyCompletedJobHasDone() {
    world.stub.batch().completeNextPartly(0.5);
    BatchSummary partly = world.builder().build().embed(BatchWorld.items(10), outcome -> {});
    world.stub.batch().expireNext();
    BatchSummary expired = world.builder().build().embed(BatchWorld.items(10), outcome -> {});

    assertThat(partly).isEqualTo(new BatchSummary(1, 5, 5, 0));
    assertThat(expired).isEqualTo(new BatchSummary(1, 5, 5, 0));
    assertThat(world.journal.embedded()).isEqualTo(5);
  }

  @Test
  void resubmitsFailedRecordsWithoutTheSource() {
    world.stub.batch().completeNextPartly(0.5);
    world.builder().build().embed(BatchWorld.items(16), outcome -> {});
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = world.builder().build().resubmitFailed(outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(2, 8, 0, 0));
    assertThat(keys(outcomes)).isEqualTo(BatchWorld.keys(16).subList(8, 16));
    assertThat(world.journal.embedded()).isEqualTo(16);
    assertThat(world.journal.failed()).isZero();
    assertThat(recordsOfJobs()).containsExactlyInAnyOrder(16L, 8L);
  }

  @Test
  void deliversRecordsThatFailAgain() {
    world.stub.batch().failRecords(id -> id.endsWith("3"), 500, "Internal server error");
    world.builder().padTooFew().build().embed(BatchWorld.items(16), outcome -> {});
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = world.builder().padTooFew().build().resubmitFailed(outcomes::add);

    assertThat(summary.failed()).isEqualTo(1);
    assertThat(keys(outcomes)).containsExactly("key 3");
  }

  @Test
  void resumesAResubmissionWithEachOutcomeOnce() {
    world.stub.batch().completeNextPartly(0.5);
    world.builder().build().embed(BatchWorld.items(16), outcome -> {});
    assertThatThrownBy(
            () ->
                world
                    .builder()
                    .build()
                    .resubmitFailed(
                        outcome -> {
                          throw new IllegalStateException("stop");
                        }))
        .hasMessage("stop");
    world.restart();
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = world.builder().build().embed(BatchWorld.items(16), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(2, 16, 0, 0));
    assertThat(keys(outcomes)).isEqualTo(BatchWorld.keys(16));
  }

  @Test
  void startsANewRunAfterAResubmissionOfTooFew() {
    world.stub.batch().failRecords(id -> id.endsWith("3"), 500, "Internal server error");
    BatchEmbedder batch = world.builder().build();
    batch.embed(BatchWorld.items(16), outcome -> {});
    assertThatThrownBy(() -> batch.resubmitFailed(outcome -> {}))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("1 records left for a job");
    List<BulkItem> more = new ArrayList<>();
    for (int i = 20; i < 30; i++) {
      more.add(BatchWorld.item(i));
    }
    List<BulkOutcome> outcomes = new ArrayList<>();

    batch.embed(more, outcomes::add);

    assertThat(keys(outcomes)).isEqualTo(more.stream().map(BulkItem::key).toList());
  }

  @Test
  void resubmitsOnlyACompleteRun() {
    BatchEmbedder batch = world.builder().build();
    assertThatThrownBy(() -> batch.resubmitFailed(outcome -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no run");
    assertThatThrownBy(() -> batch.embed(List.of(BatchWorld.item(1)), outcome -> {}))
        .isInstanceOf(InvalidRequestException.class);

    assertThatThrownBy(() -> batch.resubmitFailed(outcome -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not complete");
  }

  @Test
  void retriesFailuresOnDemandThroughBulk() {
    world.stub.batch().failRecords(id -> id.endsWith("3"), 500, "Internal server error");
    world.builder().build().embed(BatchWorld.items(16), outcome -> {});
    List<BulkItem> items =
        BatchWorld.items(16).stream()
            .map(
                item ->
                    BulkItem.of(item.key(), item.request().toBuilder().vectorLength(256).build()))
            .toList();
    BulkOptions options = BulkOptions.builder().journal(world.journal).build();

    BulkEmbedder.of(world.stub.asyncClient(), options).embed(items, outcome -> {});

    assertThat(world.journal.embedded()).isEqualTo(16);
    assertThat(world.stub.requests()).hasSize(1);
  }

  @Test
  void doesNotRetryAFaultOfTheInput() {
    world
        .stub
        .batch()
        .failRecords(id -> id.endsWith("3"), 400, "Image exceeds max pixels allowed.");
    world.builder().build().embed(BatchWorld.items(16), outcome -> {});

    BatchSummary again = world.builder().build().embed(BatchWorld.items(16), outcome -> {});

    assertThat(again).isEqualTo(new BatchSummary(0, 15, 1, 0));
    assertThat(world.jobs()).hasSize(1);
  }

  @Test
  void isCancelledByAnInterruptionAndResumes() {
    assertThatThrownBy(
            () -> {
              Thread.currentThread().interrupt();
              world.builder().build().embed(BatchWorld.items(10), outcome -> {});
            })
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();

    BatchSummary summary = world.builder().build().embed(BatchWorld.items(10), outcome -> {});

    assertThat(summary.embedded()).isEqualTo(10);
    assertThat(world.jobs()).hasSize(1);
  }

  @Test
  void stopsItsJobsAndFailsWhatTheyHaveNotProcessed() {
    BatchEmbedder batch =
        world.builder().waitOptions(new WaitOptions(TICK, Duration.ofMillis(1))).build();
    List<BulkOutcome> outcomes = new ArrayList<>();
    world.step.set(0);
    batch.stop(); // nothing yet
    assertThatThrownBy(() -> batch.embed(BatchWorld.items(10), outcomes::add))
        .isInstanceOf(WaitTimeoutException.class)
        .hasMessageContaining("titan-");

    batch.stop();
    world.step.set(10);
    BatchSummary summary = world.builder().build().embed(BatchWorld.items(10), outcomes::add);
    batch.stop(); // nothing left

    assertThat(summary).isEqualTo(new BatchSummary(1, 0, 10, 0));
    assertThat(((BulkOutcome.Failed) outcomes.get(0)).exception())
        .hasMessageContaining("ended as Stopped");
  }

  private List<Long> recordsOfJobs() {
    try (Stream<BatchJob> jobs = world.stub.batchClient().list()) {
      return jobs.map(
              job ->
                  world.stub.batchClient().describe(job.jobArn()).totalRecordCount().orElseThrow())
          .toList();
    }
  }
}
