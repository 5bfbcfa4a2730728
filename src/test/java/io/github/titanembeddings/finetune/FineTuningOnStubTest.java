package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest.CommitmentDuration;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.testing.ControlRequest;
import io.github.titanembeddings.testing.StubControlPlane;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobStatus;

/** The client against the stub's state machines, on one clock. */
class FineTuningOnStubTest {
  private static final WaitOptions WAIT =
      WaitOptions.defaults().withPollInterval(Duration.ofMinutes(4));
  private static final Instant HALF_AN_HOUR = Instant.EPOCH.plus(Duration.ofMinutes(30));
  private static final StubResponse FAILURE = StubResponse.error(503, "ServiceUnavailable", "full");

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final FakeBedrock.Ticks ticks = new FakeBedrock.Ticks();
  @AutoClose private final TitanStub stub = TitanStub.start();
  private final StubControlPlane service = stub.fineTuning().clock(now::get);
  @AutoClose private final FineTuningClient tuning = client();
  private final ProvisionedThroughputClient throughputs = tuning.provisionedThroughput();

  FineTuningOnStubTest() {
    ticks.onSleep = pause -> now.updateAndGet(instant -> instant.plus(pause));
  }

  @Test
  void closingTheStubClosesItsFineTuningClients() {
    FineTuningClient closed = stub.fineTuningClient();
    closed.close();
    FineTuningClient open = stub.fineTuningClient();

    String job = open.submit(FineTuningSamples.request().build());
    assertThat(open.describe(job).jobName()).isEqualTo("tune");
    assertThat(open.provisionedThroughput().list()).isEmpty();
    stub.close();

    assertThatIllegalStateException().isThrownBy(() -> open.describe(job));
  }

  private FineTuningClient client() {
    return FineTuningClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(stub.endpoint())
        .bedrock(sdk -> sdk.overrideConfiguration(o -> o.retryStrategy(atOnce())))
        .timing(ticks)
        .build();
  }

  private static RetryStrategy atOnce() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .backoffStrategy(BackoffStrategy.retryImmediately())
        .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
        .maxAttempts(3)
        .build();
  }

  private String submit(String name) {
    return tuning.submit(named(name));
  }

  private static FineTuningRequest named(String name) {
    return FineTuningSamples.request().jobName(name).customModelName(name).build();
  }

  private FineTuningJob tuned() {
    return tuning.awaitCompletion(submit("shoes"), WAIT);
  }

  private static ProvisionedThroughputRequest.Builder unit(String model) {
    return FineTuningSamples.throughput().modelId(model).modelUnits(1);
  }

  @Test
  void tunesServesAndReleasesAModel() {
    List<String> phases = new ArrayList<>();
    FineTuningJob job =
        tuning.awaitCompletion(
            submit("shoes"), WAIT, j -> phases.add(j.phases().values().toString()));
    List<String> states = new ArrayList<>();
    TitanEmbeddingsClient titan = stub.client();
    TitanEmbeddingsClient tuned;
    try (TemporaryThroughput throughput =
        throughputs.createTemporaryThroughput(
            unit(job.outputModelArn().orElseThrow()).build(),
            WAIT,
            t -> states.add(t.statusAsString()))) {
      tuned = titan.withModel(throughput.modelId());
      assertThat(tuned.embed(r -> r.text("shoe")).embedding().length()).isEqualTo(1024);
      assertThat(throughputs.list()).containsExactly(throughputs.describe("shoes"));
    }

    assertThat(phases)
        .containsExactly(
            "[InProgress, NotStarted, NotStarted]",
            "[Completed, InProgress, NotStarted]",
            "[Completed, Completed, InProgress]",
            "[Completed, Completed, Completed]");
    assertThat(job.outputModelName()).contains("shoes");
    assertThat(tuning.list())
        .extracting(FineTuningJob::status)
        .containsExactly(ModelCustomizationJobStatus.COMPLETED);
    assertThat(states).containsExactly("Creating", "InService");
    assertThat(service.throughputs()).isEmpty();
    assertThrows(ServiceException.class, () -> tuned.embed(r -> r.text("shoe")));
  }

  @Test
  void submitsARequestOnceDespiteLostResponses() {
    service.loseResponses(3, "CreateModelCustomizationJob");
    String arn = submit("shoes");

    assertThat(submit("shoes")).isEqualTo(arn);
    assertThat(tuning.list()).extracting(FineTuningJob::jobArn).containsExactly(arn);
    assertThat(service.requests())
        .filteredOn(request -> request.operation().equals("CreateModelCustomizationJob"))
        .extracting(ControlRequest::status)
        .containsExactly(0, 0, 0, 201);
  }

  @Test
  void reportsNameConflictsAndQuotas() {
    submit("a");
    FineTuningRequest other = named("b").toBuilder().jobName("a").build();
    FineTuningRequest sameModel = named("b").toBuilder().customModelName("a").build();

    assertThat(refusal(() -> tuning.submit(other)).kind())
        .isEqualTo(ServiceException.Kind.CONFLICT);
    assertThat(refusal(() -> tuning.submit(other))).hasMessageContaining("choose another jobName");
    assertThat(refusal(() -> tuning.submit(sameModel))).hasMessageContaining("model name");
    submit("c");
    assertThat(refusal(() -> submit("d")).kind()).isEqualTo(ServiceException.Kind.QUOTA_EXCEEDED);
    ProvisionedThroughputRequest committed =
        unit(FineTuningRequest.BASE_MODEL).commitmentDuration(CommitmentDuration.ONE_MONTH).build();
    assertThat(refusal(() -> throughputs.create(committed)).kind())
        .isEqualTo(ServiceException.Kind.QUOTA_EXCEEDED);
  }

  private static ServiceException refusal(Executable call) {
    return assertThrows(ServiceException.class, call);
  }

  @Test
  void faultsDoNotEndAWait() {
    String arn = submit("shoes");
    service
        .enqueue(2, StubResponse.throttled())
        .enqueue(2, FAILURE)
        .loseResponses(1, "GetModelCustomizationJob")
        .reportStatus("shoes", "Molten");
    ticks.onSleep =
        pause -> {
          if (now.updateAndGet(instant -> instant.plus(pause)).isAfter(HALF_AN_HOUR)) {
            service.reportStatus("shoes", "Completed");
          }
        };

    assertThat(tuning.awaitCompletion(arn, WAIT).status())
        .isEqualTo(ModelCustomizationJobStatus.COMPLETED);
    assertThat(now.get()).isAfter(HALF_AN_HOUR);
  }

  @Test
  void reportsAJobThatFailsStopsOrDisappears() {
    service.failNextValidation("No access to s3://data/train.jsonl");
    assertThat(assertThrows(JobFailedException.class, this::tuned))
        .hasMessageContaining("No access to s3://data/train.jsonl");
    String stopped = submit("stopped");
    tuning.stop(stopped);
    assertThat(assertThrows(JobFailedException.class, () -> tuning.awaitCompletion(stopped, WAIT)))
        .hasMessageContaining("Stopped");
    String gone = submit("gone");
    service.forget(gone);
    assertThat(
            assertThrows(ServiceException.class, () -> tuning.awaitCompletion(gone, WAIT)).kind())
        .isEqualTo(ServiceException.Kind.NOT_FOUND);
  }

  @Test
  void warnsOfALegacyModelThatTheServiceRejects() {
    service.legacy(true);

    assertThat(tuning.preflight(named("shoes")))
        .singleElement()
        .matches(w -> w.code().equals("model.legacy"));
    assertThat(refusal(() -> submit("shoes"))).hasMessageContaining("legacy");
  }

  @Test
  void retriesAReleaseAndReportsItsFailure() {
    TemporaryThroughput throughput = inService();
    service.enqueue(5, "DeleteProvisionedModelThroughput", FAILURE);

    assertThrows(ThroughputNotReleasedException.class, throughput::close);
    assertThat(service.throughputs()).containsExactly(throughput.provisionedModelArn());
    service.enqueue(2, "DeleteProvisionedModelThroughput", FAILURE);
    throughput.close();
    assertThat(service.throughputs()).isEmpty();
    throughput = inService();
    service.loseResponses(1, "DeleteProvisionedModelThroughput");
    throughput.close();
    assertThat(service.throughputs()).isEmpty();
  }

  private TemporaryThroughput inService() {
    return throughputs.createTemporaryThroughput(unit(FineTuningRequest.BASE_MODEL).build(), WAIT);
  }

  @Test
  void releasesAThroughputThatDoesNotGetIntoService() {
    service.failNextThroughput("no capacity");
    assertThat(assertThrows(ThroughputFailedException.class, this::inService))
        .hasMessageContaining("no capacity");
    assertThat(service.throughputs()).isEmpty();
  }

  @Test
  void reportsACreationWithLostResponsesAndKeepsIt() {
    service.loseResponses(3, "CreateProvisionedModelThroughput");
    ThroughputUncertainException uncertain =
        assertThrows(
            ThroughputUncertainException.class,
            () -> throughputs.create(unit(FineTuningRequest.BASE_MODEL).build()));

    assertThat(service.throughputs())
        .containsExactly(uncertain.found().orElseThrow().provisionedModelArn());
    assertThat(uncertain.isReleased()).isFalse();
  }

  @Test
  void releasesATemporaryThroughputWithLostResponses() {
    service.loseResponses(3, "CreateProvisionedModelThroughput");
    ThroughputUncertainException failure =
        assertThrows(ThroughputUncertainException.class, this::inService);

    assertThat(failure.isReleased()).isTrue();
    assertThat(failure)
        .hasMessageContaining(failure.found().orElseThrow().provisionedModelArn() + ", which was");
    assertThat(service.throughputs()).isEmpty();
  }

  @Test
  void servesAnotherModelAfterAnUpdate() {
    String model = tuned().outputModelArn().orElseThrow();
    String arn = throughputs.create(unit(FineTuningRequest.BASE_MODEL).build());
    throughputs.awaitInService(arn, WAIT);
    throughputs.updateModel(arn, model);

    assertThat(throughputs.describe(arn).isInService()).isFalse();
    assertThat(throughputs.awaitInService(arn, WAIT).modelArn()).isEqualTo(model);
    throughputs.release(arn);
    throughputs.release(arn);
    assertThat(service.throughputs()).isEmpty();
  }
}
