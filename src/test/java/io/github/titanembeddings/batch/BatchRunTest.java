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
import io.github.titanembeddings.support.UnfinishedUpload;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import io.github.titanembeddings.testing.StubResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that fail, are resumed, retried and stopped. */
class BatchRunTest {
  private static final Duration TICK = Duration.ofNanos(1);

  @TempDir private Path folder;
  @AutoClose private BatchEnvironment env;

  @BeforeEach
  void start() {
    env = new BatchEnvironment(folder);
  }

  @Test
  void resumesAfterAFailureAtEachStepAndSubmitsEachJobOnce() {
    for (String step : List.of("source", "submit", "callback")) {
      List<BulkItem> items = BatchEnvironment.items(43);
      if (step.equals("submit")) {
        env.stub
            .fineTuning()
            .enqueue(
                1,
                "CreateModelInvocationJob",
                StubResponse.error(400, "ValidationException", "no such role"));
      }
      Iterable<BulkItem> source = step.equals("source") ? failingAfter(30, items) : items;
      int[] delivered = new int[1];
      assertThatThrownBy(
              () ->
                  env.builder()
                      .build()
                      .embed(
                          source,
                          outcome -> {
                            if (step.equals("callback") && ++delivered[0] == 25) {
                              throw new IllegalStateException("the callback failed");
                            }
                          }))
          .isInstanceOfAny(IllegalStateException.class, ServiceException.class);
      env.restart();
      List<BulkOutcome> outcomes = new ArrayList<>();

      env.builder().build().embed(items, outcomes::add);

      assertThat(BatchEnvironment.keys(outcomes)).as(step).isEqualTo(BatchEnvironment.keys(43));
      assertThat(env.jobs()).as(step).hasSize(3).doesNotHaveDuplicates();
      env.close();
      env = new BatchEnvironment(folder.resolve("after " + step));
    }
  }

  @Test
  void discardsItsOwnUnfinishedUploadsButNotThoseOfTheService() throws IOException {
    List<BulkItem> items = BatchEnvironment.items(43);
    assertThatThrownBy(
            () ->
                env.builder()
                    .build()
                    .embed(
                        items,
                        outcome -> {
                          throw new IllegalStateException("the callback failed");
                        }))
        .hasMessage("the callback failed");
    String job = BatchResultReader.of(env.store, env.journal).inputs().get(0).folder().key();
    Path input = UnfinishedUpload.in(bucket().resolve(job));
    Path output = UnfinishedUpload.in(bucket().resolve(job.replace("/input/", "/output/")));
    env.restart();

    env.builder().build().embed(items, outcome -> {});

    assertThat(input).doesNotExist();
    assertThat(output).exists();
  }

  @Test
  void abortsTheUnfinishedUploadsOfAnIncompleteRun() throws IOException {
    List<BulkItem> items = BatchEnvironment.items(43);
    assertThatThrownBy(() -> env.builder().build().embed(failingAfter(30, items), outcome -> {}))
        .hasMessage("the source failed");
    String job = BatchResultReader.of(env.store, env.journal).inputs().get(0).folder().key();
    Path input = UnfinishedUpload.in(bucket().resolve(job));
    Path other = UnfinishedUpload.in(bucket().resolve("batch/other/input"));
    env.restart();

    env.builder().build().embed(items, outcome -> {});

    assertThat(input).doesNotExist();
    assertThat(other).as("of another run").exists();
  }

  private Path bucket() {
    return folder.resolve("bucket");
  }

  private static Iterable<BulkItem> failingAfter(int n, List<BulkItem> items) {
    Stream<BulkItem> failing =
        Stream.generate(
            () -> {
              throw new IllegalStateException("the source failed");
            });
    return () -> Stream.concat(items.stream().limit(n), failing).iterator();
  }

  @Test
  void reportsAMissingEntitlementAndResumesOnceItIsGranted() {
    env.stub
        .fineTuning()
        .enqueue(
            1,
            "CreateModelInvocationJob",
            StubResponse.error(
                400,
                "ValidationException",
                "Your account is not authorized to perform this action. Please create a support"
                    + " case"));
    BatchEmbedder batch = env.builder().build();
    assertThatThrownBy(() -> batch.embed(BatchEnvironment.items(10), outcome -> {}))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("not authorized");

    assertThat(batch.embed(BatchEnvironment.items(10), outcome -> {}).embedded()).isEqualTo(10);
  }

  @Test
  void neverSubmitsAJobTwiceIfTheResponseIsLost() {
    env.stub.fineTuning().loseResponses(1, "CreateModelInvocationJob");

    BatchSummary summary = env.builder().build().embed(BatchEnvironment.items(10), outcome -> {});

    assertThat(summary.embedded()).isEqualTo(10);
    assertThat(env.jobs()).hasSize(1);
  }

  @Test
  void doesNotReadTheSourceAgainOnceAllIsUploaded() {
    assertThatThrownBy(
            () ->
                env.builder()
                    .build()
                    .embed(
                        BatchEnvironment.items(10),
                        outcome -> {
                          throw new IllegalStateException("stop");
                        }))
        .hasMessage("stop");

    BatchSummary summary = env.builder().build().embed(Collections.emptyList(), outcome -> {});

    assertThat(summary.embedded()).isEqualTo(10);
  }

  @Test
  void failsTheRecordsOfAFailedJobAndRetriesThemInTheNextRun() {
    env.stub.batch().failNext("the role may not read the bucket");
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = env.builder().build().embed(BatchEnvironment.items(10), outcomes::add);
    BatchSummary next = env.builder().build().embed(BatchEnvironment.items(10), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(1, 0, 10, 0));
    assertThat(((BulkOutcome.Failed) outcomes.get(0)).exception())
        .hasMessageContaining("ended as Failed")
        .hasMessageContaining("the role may not read the bucket");
    assertThat(next).isEqualTo(new BatchSummary(1, 10, 0, 0));
  }

  @Test
  void readsWhatAnExpiredOrPartlyCompletedJobHasDone() {
    env.stub.batch().completeNextPartly(0.5);
    BatchSummary partly = env.builder().build().embed(BatchEnvironment.items(10), outcome -> {});
    env.stub.batch().expireNext();
    BatchSummary expired = env.builder().build().embed(BatchEnvironment.items(10), outcome -> {});

    assertThat(partly).isEqualTo(new BatchSummary(1, 5, 5, 0));
    assertThat(expired).isEqualTo(new BatchSummary(1, 5, 5, 0));
    assertThat(env.journal.embedded()).isEqualTo(5);
  }

  @Test
  void resubmitsFailedRecordsWithoutTheSource() {
    env.stub.batch().completeNextPartly(0.5);
    env.builder().build().embed(BatchEnvironment.items(16), outcome -> {});
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = env.builder().build().resubmitFailed(outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(2, 8, 0, 0));
    assertThat(BatchEnvironment.keys(outcomes)).isEqualTo(BatchEnvironment.keys(16).subList(8, 16));
    assertThat(env.journal.embedded()).isEqualTo(16);
    assertThat(env.journal.failed()).isZero();
    assertThat(env.recordsOfJobs()).containsExactlyInAnyOrder(16L, 8L);
  }

  @Test
  void deliversRecordsThatFailAgain() {
    env.stub.batch().failRecords(id -> id.endsWith("3"), 500, "Internal server error");
    env.builder().padTooFew().build().embed(BatchEnvironment.items(16), outcome -> {});
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = env.builder().padTooFew().build().resubmitFailed(outcomes::add);

    assertThat(summary.failed()).isEqualTo(1);
    assertThat(BatchEnvironment.keys(outcomes)).containsExactly("key 3");
  }

  @Test
  void resumesAResubmissionWithEachOutcomeOnce() {
    env.stub.batch().completeNextPartly(0.5);
    env.builder().build().embed(BatchEnvironment.items(16), outcome -> {});
    assertThatThrownBy(
            () ->
                env.builder()
                    .build()
                    .resubmitFailed(
                        outcome -> {
                          throw new IllegalStateException("stop");
                        }))
        .hasMessage("stop");
    env.restart();
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = env.builder().build().embed(BatchEnvironment.items(16), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(2, 16, 0, 0));
    assertThat(BatchEnvironment.keys(outcomes)).isEqualTo(BatchEnvironment.keys(16));
  }

  @Test
  void startsANewRunAfterAResubmissionOfTooFew() {
    env.stub.batch().failRecords(id -> id.endsWith("3"), 500, "Internal server error");
    BatchEmbedder batch = env.builder().build();
    batch.embed(BatchEnvironment.items(16), outcome -> {});
    assertThatThrownBy(() -> batch.resubmitFailed(outcome -> {}))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("1 records left for a job");
    List<BulkItem> more = new ArrayList<>();
    for (int i = 20; i < 30; i++) {
      more.add(BatchEnvironment.item(i));
    }
    List<BulkOutcome> outcomes = new ArrayList<>();

    batch.embed(more, outcomes::add);

    assertThat(BatchEnvironment.keys(outcomes))
        .isEqualTo(more.stream().map(BulkItem::key).toList());
  }

  @Test
  void resubmitsOnlyACompleteRun() {
    BatchEmbedder batch = env.builder().build();
    assertThatThrownBy(() -> batch.resubmitFailed(outcome -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no run");
    assertThatThrownBy(() -> batch.embed(List.of(BatchEnvironment.item(1)), outcome -> {}))
        .isInstanceOf(InvalidRequestException.class);

    assertThatThrownBy(() -> batch.resubmitFailed(outcome -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not complete");
  }

  @Test
  void retriesFailuresOnDemandThroughBulk() {
    env.stub.batch().failRecords(id -> id.endsWith("3"), 500, "Internal server error");
    env.builder().build().embed(BatchEnvironment.items(16), outcome -> {});
    List<BulkItem> items =
        BatchEnvironment.items(16).stream()
            .map(
                item ->
                    BulkItem.of(item.key(), item.request().toBuilder().vectorLength(256).build()))
            .toList();
    BulkOptions options = BulkOptions.builder().journal(env.journal).build();

    BulkEmbedder.of(env.stub.asyncClient(), options).embed(items, outcome -> {});

    assertThat(env.journal.embedded()).isEqualTo(16);
    assertThat(env.stub.requests()).hasSize(1);
  }

  @Test
  void doesNotRetryAFaultOfTheInput() {
    env.stub.batch().failRecords(id -> id.endsWith("3"), 400, "Image exceeds max pixels allowed.");
    env.builder().build().embed(BatchEnvironment.items(16), outcome -> {});

    BatchSummary again = env.builder().build().embed(BatchEnvironment.items(16), outcome -> {});

    assertThat(again).isEqualTo(new BatchSummary(0, 15, 1, 0));
    assertThat(env.jobs()).hasSize(1);
  }

  @Test
  void isCancelledByAnInterruptionAndResumes() {
    assertThatThrownBy(
            () -> {
              Thread.currentThread().interrupt();
              env.builder().build().embed(BatchEnvironment.items(10), outcome -> {});
            })
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();

    BatchSummary summary = env.builder().build().embed(BatchEnvironment.items(10), outcome -> {});

    assertThat(summary.embedded()).isEqualTo(10);
    assertThat(env.jobs()).hasSize(1);
  }

  @Test
  void stopsItsJobsAndFailsWhatTheyHaveNotProcessed() {
    BatchEmbedder batch =
        env.builder().waitOptions(new WaitOptions(TICK, Duration.ofMillis(1))).build();
    List<BulkOutcome> outcomes = new ArrayList<>();
    env.step.set(0);
    batch.stop(); // nothing yet
    assertThatThrownBy(() -> batch.embed(BatchEnvironment.items(10), outcomes::add))
        .isInstanceOf(WaitTimeoutException.class)
        .hasMessageContaining("titan-");

    batch.stop();
    env.step.set(10);
    BatchSummary summary = env.builder().build().embed(BatchEnvironment.items(10), outcomes::add);
    batch.stop(); // nothing left

    assertThat(summary).isEqualTo(new BatchSummary(1, 0, 10, 0));
    assertThat(((BulkOutcome.Failed) outcomes.get(0)).exception())
        .hasMessageContaining("ended as Stopped");
  }
}
