package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.exception.WaitTimeoutException;
import io.github.titanembeddings.finetune.FineTuningSamples;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.batch.BatchSamples;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import io.github.titanembeddings.support.client.ClientMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;

/** Waiting for, describing, listing and stopping jobs. */
class BatchWaitTest {
  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();

  private void with(ClientMode mode, Consumer<EitherBatchClient> body) {
    try (EitherBatchClient batch = EitherBatchClient.of(mode, bedrock)) {
      body.accept(batch);
    }
  }

  private static BatchJob await(EitherBatchClient batch) {
    return batch.awaitEnd(BatchSamples.ARN, WaitOptions.defaults());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Completed", "PartiallyCompleted", "Stopped", "Expired"})
  void returnsAJobThatEndedWithoutFailure(String status) {
    for (ClientMode mode : ClientMode.values()) {
      bedrock.then(BatchSamples.jobIs("InProgress"), BatchSamples.jobIs(status));

      with(mode, batch -> assertThat(await(batch).statusAsString()).isEqualTo(status));
    }
  }

  @ParameterizedTest
  @EnumSource
  void reportsTheReasonOfAFailedJob(ClientMode mode) {
    bedrock.then(
        BatchSamples.jobIs("Validating"),
        Response.ok(BatchSamples.job("Failed", ",\"message\":\"too few records\"")));

    with(
        mode,
        batch -> {
          BatchJobFailedException failure =
              assertThrows(BatchJobFailedException.class, () -> await(batch));
          assertThat(failure).hasMessageContaining("catalog ended as Failed: too few records");
          assertThat(failure.job().orElseThrow().status())
              .isEqualTo(ModelInvocationJobStatus.FAILED);
          assertThat(failure.isRetryable()).isFalse();
        });
  }

  @ParameterizedTest
  @EnumSource
  void reportsEachChangeOnceAndSurvivesTransientFailures(ClientMode mode) {
    String half = ",\"totalRecordCount\":100,\"processedRecordCount\":50";
    bedrock.then(
        BatchSamples.jobIs("Submitted"),
        BatchSamples.jobIs("Submitted"),
        Response.error(429, "ThrottlingException"),
        Response.error(503, "ServiceUnavailableException"),
        Response.lost(),
        BatchSamples.jobIs("InProgress"),
        Response.ok(BatchSamples.job("InProgress", half)),
        Response.ok(BatchSamples.job("InProgress", half)),
        BatchSamples.jobIs("Completed"));
    List<String> events = new CopyOnWriteArrayList<>();

    with(
        mode,
        batch ->
            batch.awaitEnd(
                BatchSamples.ID,
                WaitOptions.defaults(),
                job -> {
                  events.add(job.toString());
                  throw new IllegalStateException("listener");
                }));
    assertThat(events)
        .containsExactly(
            "BatchJob[catalog: Submitted]",
            "BatchJob[catalog: InProgress]",
            "BatchJob[catalog: InProgress 50/100]",
            "BatchJob[catalog: Completed]");
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownStatusEndsTheWaitWithAnEndTimeOnly(ClientMode mode) {
    bedrock.then(
        BatchSamples.jobIs("Paused"),
        Response.ok(BatchSamples.job("Archived", ",\"endTime\":\"2026-11-01T11:00:00Z\"")));

    with(mode, batch -> assertThat(await(batch).statusAsString()).isEqualTo("Archived"));
  }

  @ParameterizedTest
  @EnumSource
  void timesOutAndReportsAMissingJob(ClientMode mode) {
    bedrock.then(3, BatchSamples.jobIs("InProgress"));
    WaitOptions options = WaitOptions.defaults().withTimeout(Duration.ofMinutes(1));

    with(
        mode,
        batch -> {
          assertThat(
                  assertThrows(
                      WaitTimeoutException.class, () -> batch.awaitEnd(BatchSamples.ARN, options)))
              .hasMessageContaining("InProgress");
          bedrock.then(2, Response.error(404, "ResourceNotFoundException"));
          assertThat(assertThrows(ServiceException.class, () -> await(batch)).kind())
              .isEqualTo(ServiceException.Kind.NOT_FOUND);
        });
  }

  @ParameterizedTest
  @EnumSource
  void stoppingAnEndedOrStoppingJobDoesNothing(ClientMode mode) {
    Response conflict = Response.error(400, "ConflictException");
    bedrock.then(
        Response.ok("{}"),
        conflict,
        BatchSamples.jobIs("Completed"),
        conflict,
        BatchSamples.jobIs("Stopping"),
        conflict,
        BatchSamples.jobIs("InProgress"));

    with(
        mode,
        batch -> {
          batch.stop(BatchSamples.ARN);
          batch.stop(BatchSamples.ARN);
          batch.stop(BatchSamples.ID);
          assertThat(
                  assertThrows(ServiceException.class, () -> batch.stop(BatchSamples.ARN)).kind())
              .isEqualTo(ServiceException.Kind.CONFLICT);
        });
    assertThat(bedrock.calls())
        .startsWith("POST /model-invocation-job/" + BatchSamples.ARN + "/stop")
        .contains("POST /model-invocation-job/" + BatchSamples.ID + "/stop");
  }

  @ParameterizedTest
  @EnumSource
  void listsAllPages(ClientMode mode) {
    bedrock.then(
        BatchSamples.page("2", BatchSamples.job("Submitted", "")),
        BatchSamples.list(BatchSamples.job("Completed", ""), "null"));

    with(
        mode,
        batch ->
            assertThat(batch.list())
                .extracting(BatchJob::statusAsString)
                .containsExactly("Submitted", "Completed"));
    assertThat(bedrock.received().get(1).query()).contains("nextToken=2");
  }

  @ParameterizedTest
  @EnumSource
  void rejectsOtherIdentifiersBeforeSending(ClientMode mode) {
    with(
        mode,
        batch -> {
          for (String job :
              List.of("catalog", "", BatchSamples.CUSTOM_MODEL, FineTuningSamples.JOB_ARN)) {
            assertThrows(InvalidRequestException.class, () -> batch.describe(job));
            assertThrows(InvalidRequestException.class, () -> batch.stop(job));
            assertThrows(
                InvalidRequestException.class, () -> batch.awaitEnd(job, WaitOptions.defaults()));
          }
          bedrock.then(BatchSamples.jobIs("Scheduled"));
          assertThat(batch.describe(BatchSamples.ID).statusAsString()).isEqualTo("Scheduled");
        });
    assertThat(bedrock.received()).hasSize(1);
  }

  @Test
  void interruptionEndsTheWaitAndKeepsTheFlag() {
    bedrock.then(2, BatchSamples.jobIs("InProgress"));
    bedrock.ticks.onSleep = pause -> Thread.currentThread().interrupt();

    with(
        ClientMode.SYNC,
        batch ->
            assertThat(assertThrows(TransportException.class, () -> await(batch)).kind())
                .isEqualTo(TransportException.Kind.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void cancellingOrClosingEndsAnAsynchronousWait() throws Exception {
    bedrock.otherwise(BatchSamples.jobIs("InProgress"));
    for (boolean closing : List.of(false, true)) {
      CountDownLatch sleeping = new CountDownLatch(1);
      CountDownLatch interrupted = new CountDownLatch(1);
      bedrock.ticks.onSleep =
          pause -> {
            sleeping.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.countDown();
              Thread.currentThread().interrupt();
            }
          };
      try (BatchInferenceClient blocking = EitherBatchClient.blocking(bedrock).build()) {
        BatchInferenceAsyncClient async = BatchInferenceAsyncClient.of(blocking);
        CompletableFuture<BatchJob> wait = async.awaitEnd(BatchSamples.ARN, WaitOptions.defaults());
        assertThat(sleeping.await(60, TimeUnit.SECONDS)).isTrue();
        if (closing) {
          async.close();
          assertThat(assertThrows(TransportException.class, () -> Futures.await(wait)).kind())
              .isEqualTo(TransportException.Kind.CLOSED);
          assertThatIllegalStateException().isThrownBy(() -> async.describe(BatchSamples.ARN));
          assertThat(blocking.describe(BatchSamples.ARN).isEnded()).isFalse();
        } else {
          wait.cancel(true);
          async.close();
        }
        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  @SuppressWarnings("NullAway") // null on purpose
  void onlyNullArgumentsAndUseAfterCloseThrowImmediately() {
    try (BatchInferenceClient blocking = EitherBatchClient.blocking(bedrock).build();
        BatchInferenceAsyncClient async = BatchInferenceAsyncClient.of(blocking)) {
      assertThatNullPointerException().isThrownBy(() -> async.describe(null));
      assertThatNullPointerException().isThrownBy(() -> async.submit(null));
      assertThatNullPointerException().isThrownBy(() -> async.awaitEnd(BatchSamples.ARN, null));
      assertThat(async.describe("no id"))
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .withCauseInstanceOf(InvalidRequestException.class);
    }
  }
}
