package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.exception.WaitTimeoutException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobStatus;

/** Waits for jobs. */
class WaitTest {
  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  @AutoClose private final FineTuningClient tuning = FineTuningSamples.client(bedrock);
  private final List<String> events = new ArrayList<>();

  @Test
  void reportsStatusesAndPhasesUntilCompletion() {
    bedrock.then(
        Response.ok(
            FineTuningSamples.job("InProgress", phases("InProgress", "NotStarted", "NotStarted"))),
        Response.ok(
            FineTuningSamples.job("InProgress", phases("InProgress", "NotStarted", "NotStarted"))),
        Response.ok(
            FineTuningSamples.job("InProgress", phases("Completed", "Completed", "InProgress"))),
        Response.ok(
            FineTuningSamples.job(
                "Completed",
                phases("Completed", "Completed", "Completed")
                    + ",\"outputModelArn\":\""
                    + FineTuningSamples.MODEL_ARN
                    + "\",\"trainingMetrics\":{\"trainingLoss\":0.1},"
                    + "\"validationMetrics\":[{\"validationLoss\":0.25}]")));

    FineTuningJob job = await();

    assertThat(job.status()).isEqualTo(ModelCustomizationJobStatus.COMPLETED);
    assertThat(job.outputModelArn()).hasValue(FineTuningSamples.MODEL_ARN);
    assertThat(job.trainingLoss()).hasValue(0.1);
    assertThat(job.validationLosses()).containsExactly(0.25);
    assertThat(job.hyperParameters()).containsEntry("learningRate", "5.00E-05");
    assertThat(job.phases()).containsEntry(FineTuningJob.Phase.TRAINING, "Completed");
    assertThat(events)
        .containsExactly(
            "InProgress {VALIDATION=InProgress, DATA_PROCESSING=NotStarted, TRAINING=NotStarted}",
            "InProgress {VALIDATION=Completed, DATA_PROCESSING=Completed, TRAINING=InProgress}",
            "Completed {VALIDATION=Completed, DATA_PROCESSING=Completed, TRAINING=Completed}");
  }

  @Test
  void retriesTransientFailuresAndSendsEachPollOnce() {
    bedrock
        .then(Response.error(500, "InternalServerException"), Response.error(503, "Busy"))
        .then(4, Response.error(429, "ThrottlingException"))
        .then(Response.lost(), FineTuningSamples.jobIs("Completed"));

    assertThat(await().isEnded()).isTrue();

    assertThat(bedrock.received()).hasSize(8);
    assertThat(bedrock.ticks.pauses)
        .extracting(Duration::toSeconds)
        .containsExactly(45L, 90L, 90L, 90L, 90L, 90L, 90L);
    assertThat(events).containsExactly("Completed {}");
  }

  @Test
  void reportsTheReasonOfAFailedJob() {
    bedrock.then(
        FineTuningSamples.jobIs("InProgress"),
        Response.ok(
            FineTuningSamples.job(
                "Failed",
                phases("Failed", "NotStarted", "NotStarted")
                    + ",\"failureMessage\":\"line 3 is not JSON\"")));

    JobFailedException failure = assertThrows(JobFailedException.class, this::await);

    assertThat(failure)
        .hasMessageContaining("line 3 is not JSON")
        .hasMessageContaining("VALIDATION=Failed");
    assertThat(failure.job().orElseThrow().status()).isEqualTo(ModelCustomizationJobStatus.FAILED);
    assertThat(failure.isRetryable()).isFalse();
  }

  @Test
  void reportsAStoppedJobAsFailed() {
    bedrock.then(FineTuningSamples.jobIs("Stopping"), FineTuningSamples.jobIs("Stopped"));

    assertThat(assertThrows(JobFailedException.class, this::await))
        .hasMessageContaining("ended as Stopped");
  }

  @Test
  void waitsDuringAnUnknownStatus() {
    bedrock.then(FineTuningSamples.jobIs("Queued"), FineTuningSamples.jobIs("Completed"));

    await();

    assertThat(events).containsExactly("Queued {}", "Completed {}");
  }

  @Test
  void anUnknownStatusWithAnEndTimeEndsTheWait() {
    bedrock.then(
        Response.ok(FineTuningSamples.job("Expired", ",\"endTime\":\"2026-11-01T11:00:00Z\"")));

    JobFailedException failure = assertThrows(JobFailedException.class, this::await);

    assertThat(failure).hasMessageContaining("ended as Expired");
    assertThat(failure.job().orElseThrow().status())
        .isEqualTo(ModelCustomizationJobStatus.UNKNOWN_TO_SDK_VERSION);
  }

  @Test
  void toleratesOneMissingResponse() {
    Response missing = Response.error(404, "ResourceNotFoundException");
    bedrock.then(FineTuningSamples.jobIs("InProgress"), missing, missing);

    ServiceException gone = assertThrows(ServiceException.class, this::await);
    assertThat(gone.kind()).isEqualTo(ServiceException.Kind.NOT_FOUND);
    assertThat(gone)
        .hasMessageContaining("no longer exists: it was deleted")
        .hasCauseInstanceOf(ServiceException.class);

    bedrock.then(missing, FineTuningSamples.jobIs("Completed"));
    assertThat(await().isEnded()).isTrue();
    bedrock.then(missing, missing);
    assertThat(assertThrows(ServiceException.class, this::await))
        .hasMessageContaining("check its name");
  }

  @Test
  void rejectionEndsTheWait() {
    bedrock.then(Response.error(403, "AccessDeniedException"));

    assertThat(assertThrows(ServiceException.class, this::await))
        .hasMessageContaining("Allow bedrock:GetModelCustomizationJob");
  }

  @Test
  void timesOutExactlyAtTheDeadline() {
    bedrock.then(9, FineTuningSamples.jobIs("InProgress"));
    WaitOptions options = WaitOptions.defaults().withTimeout(Duration.ofSeconds(75));

    WaitTimeoutException failure =
        assertThrows(WaitTimeoutException.class, () -> tuning.awaitCompletion("tune", options));

    assertThat(failure).hasMessageContaining("after PT1M15S").hasMessageContaining("InProgress");
    assertThat(failure.isRetryable()).isTrue();
    assertThat(bedrock.ticks.pauses)
        .containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(15));
    assertThat(bedrock.received()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void randomizesPausesByAFifth(double random) {
    bedrock.ticks.random = random;
    bedrock.then(FineTuningSamples.jobIs("InProgress"), FineTuningSamples.jobIs("Completed"));

    await();

    assertThat(bedrock.ticks.pauses).containsExactly(Duration.ofSeconds(random == 0 ? 24 : 36));
  }

  @Test
  void interruptionEndsTheWaitAndKeepsTheFlag() {
    bedrock.then(2, FineTuningSamples.jobIs("InProgress"));
    bedrock.ticks.onSleep = pause -> Thread.currentThread().interrupt();

    TransportException left = assertThrows(TransportException.class, this::await);

    assertThat(left.kind()).isEqualTo(TransportException.Kind.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(bedrock.received()).hasSize(1);
  }

  @Test
  void ignoresListenerExceptions() {
    bedrock.then(
        FineTuningSamples.jobIs("InProgress"),
        Response.error(503, "Busy"),
        FineTuningSamples.jobIs("Completed"));

    FineTuningJob job =
        tuning.awaitCompletion(
            "tune",
            WaitOptions.defaults(),
            state -> {
              throw ServiceException.builder(ServiceException.Kind.REJECTED, "listener").build();
            });

    assertThat(job.status()).isEqualTo(ModelCustomizationJobStatus.COMPLETED);
  }

  private FineTuningJob await() {
    events.clear();
    return tuning.awaitCompletion(
        FineTuningSamples.JOB_ARN,
        WaitOptions.defaults(),
        job -> events.add(job.statusAsString() + " " + job.phases()));
  }

  private static String phases(String validation, String processing, String training) {
    return """
        ,"statusDetails":{"validationDetails":{"status":"%s"},
         "dataProcessingDetails":{"status":"%s"},"trainingDetails":{"status":"%s"}}"""
        .formatted(validation, processing, training);
  }
}
