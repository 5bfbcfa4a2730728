package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest.CommitmentDuration;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Release of temporary throughput. */
class TemporaryThroughputTest {
  private static final Response CREATED =
      new Response(
          201, "", "{\"provisionedModelArn\":\"" + FineTuningSamples.THROUGHPUT_ARN + "\"}");
  private static final Response DELETED = Response.ok("{}");
  private static final Response BUSY = Response.error(500, "InternalServerException");
  private static final Response CONFLICT = Response.error(400, "ConflictException");
  private static final String DELETE =
      "DELETE /provisioned-model-throughput/" + FineTuningSamples.THROUGHPUT_ARN;

  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  @AutoClose private final FineTuningClient tuning = FineTuningSamples.client(bedrock);
  private final List<String> events = new ArrayList<>();

  @Test
  void releasesAtTheEndOfTheBlock() {
    bedrock.then(
        CREATED,
        FineTuningSamples.throughputIs("Creating"),
        FineTuningSamples.throughputIs("InService"));
    bedrock.then(DELETED);
    TemporaryThroughput left;

    try (TemporaryThroughput throughput = create()) {
      left = throughput;
      assertThat(throughput.modelId())
          .isEqualTo(ModelId.provisioned(FineTuningSamples.THROUGHPUT_ARN));
      assertThat(bedrock.calls()).doesNotContain(DELETE);
    }

    assertThat(bedrock.calls()).endsWith(DELETE).hasSize(4);
    assertThat(events).containsExactly("Creating", "InService");
    left.close();
    assertThat(bedrock.received()).hasSize(4);
  }

  @Test
  void releasesAfterAFailureInTheBlock() {
    inService().then(DELETED);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              try (TemporaryThroughput throughput = create()) {
                throw new IllegalArgumentException("mine " + throughput);
              }
            })
        .withMessageStartingWith("mine");
    assertThat(bedrock.calls()).endsWith(DELETE);
  }

  @Test
  void retriesTheRelease() {
    for (int failures = 1; failures <= 4; failures++) {
      inService().then(failures, BUSY).then(DELETED);
      bedrock.ticks.pauses.clear();

      create().close();

      assertThat(bedrock.ticks.pauses).hasSize(failures).startsWith(Duration.ofMillis(1_500));
    }
    assertThat(bedrock.ticks.pauses)
        .endsWith(Duration.ofSeconds(3), Duration.ofSeconds(6), Duration.ofSeconds(12));
    inService().then(Response.lost(), Response.error(404, "ResourceNotFoundException"));
    create().close();
  }

  @Test
  void honorsRetryAfterUpToHalfAMinute() {
    for (String seconds : List.of("20", "45")) {
      inService()
          .then(new Response(429, "ThrottlingException", "{}", "Retry-After", seconds), DELETED);
      create().close();
    }
    assertThat(bedrock.ticks.pauses)
        .containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  @Test
  void reportsAFailedRelease() {
    inService().then(5, BUSY);
    TemporaryThroughput throughput = create();

    ThroughputNotReleasedException failure =
        assertThrows(ThroughputNotReleasedException.class, throughput::close);

    assertThat(failure)
        .hasMessageContaining("NOT RELEASED, and still billed by the hour")
        .hasMessageContaining(FineTuningSamples.THROUGHPUT_ARN)
        .hasCauseInstanceOf(ServiceException.class);
    assertThat(failure.throughput()).isEqualTo(FineTuningSamples.THROUGHPUT_ARN);
    assertThat(failure.isRetryable()).isTrue();
    assertThat(bedrock.calls()).filteredOn(DELETE::equals).hasSize(5);
    bedrock.then(DELETED);
    throughput.close();
    assertThat(bedrock.calls()).filteredOn(DELETE::equals).hasSize(6);
  }

  @Test
  void doesNotRetryARejectedRelease() {
    inService().then(Response.error(403, "AccessDeniedException"));
    TemporaryThroughput throughput = create();

    assertThat(assertThrows(ThroughputNotReleasedException.class, throughput::close))
        .hasMessageContaining("Allow bedrock:DeleteProvisionedModelThroughput");
    assertThat(bedrock.calls()).filteredOn(DELETE::equals).hasSize(1);
  }

  @Test
  void reportsAReleaseAfterTheClientClosed() {
    inService();
    TemporaryThroughput throughput = create();
    tuning.close();

    ThroughputNotReleasedException failure =
        assertThrows(ThroughputNotReleasedException.class, throughput::close);

    assertThat(failure).hasMessageContaining("the client is closed");
    assertThat(failure.isRetryable()).isFalse();
  }

  @Test
  void releasesAfterATransition() {
    inService().then(CONFLICT, FineTuningSamples.throughputIs("Creating"), DELETED);
    create().close();
    assertThat(bedrock.ticks.pauses).containsExactly(Duration.ofSeconds(30));

    inService().then(CONFLICT, FineTuningSamples.throughputIs("InService"));
    assertThrows(ThroughputNotReleasedException.class, create()::close);
  }

  @Test
  void releasesAfterAFailureOrInterruptionOfTheWait() {
    bedrock.then(CREATED, FineTuningSamples.throughputIs("Failed"), DELETED);
    assertThrows(ThroughputFailedException.class, this::create);
    assertThat(bedrock.calls()).endsWith(DELETE);

    bedrock.then(CREATED, FineTuningSamples.throughputIs("Creating"), DELETED);
    bedrock.ticks.onSleep = pause -> Thread.currentThread().interrupt();
    TransportException left = assertThrows(TransportException.class, this::create);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(left.kind()).isEqualTo(TransportException.Kind.INTERRUPTED);
    assertThat(bedrock.calls()).endsWith(DELETE);
    assertThat(bedrock.calls()).filteredOn(DELETE::equals).hasSize(2);
  }

  @Test
  void defersTheFirstInterruptionOfARelease() {
    inService().then(BUSY, DELETED);
    TemporaryThroughput throughput = create();
    bedrock.ticks.onSleep = pause -> Thread.currentThread().interrupt();
    throughput.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(bedrock.calls()).filteredOn(DELETE::equals).hasSize(2);

    bedrock.ticks.onSleep = pause -> {};
    inService().then(3, BUSY);
    TemporaryThroughput another = create();
    bedrock.ticks.onSleep = pause -> Thread.currentThread().interrupt();
    assertThrows(ThroughputNotReleasedException.class, another::close);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void ignoresListenerExceptions() {
    inService().then(DELETED);

    tuning
        .provisionedThroughput()
        .createTemporaryThroughput(
            FineTuningSamples.throughput().build(),
            WaitOptions.defaults(),
            throughput -> {
              throw new AssertionError("of the listener");
            })
        .close();

    assertThat(bedrock.calls()).endsWith(DELETE);
  }

  @Test
  void rejectsACommitment() {
    ProvisionedThroughputRequest committed =
        FineTuningSamples.throughput().commitmentDuration(CommitmentDuration.ONE_MONTH).build();

    assertThrows(
        InvalidRequestException.class,
        () ->
            tuning
                .provisionedThroughput()
                .createTemporaryThroughput(committed, WaitOptions.defaults(), throughput -> {}));
    assertThat(bedrock.received()).isEmpty();
  }

  @Test
  void reportsLostResponsesAndDeletesNothing() {
    bedrock.then(3, Response.lost()).then(FineTuningSamples.throughputIs("Creating"));
    ThroughputUncertainException uncertain =
        assertThrows(ThroughputUncertainException.class, this::create);
    assertThat(uncertain)
        .hasMessageContaining(FineTuningSamples.THROUGHPUT_ARN)
        .hasMessageContaining("it is billed by the hour: use it, or release it");
    assertThat(uncertain.found()).isPresent();

    bedrock.then(3, BUSY).then(Response.error(404, "ResourceNotFoundException"));
    assertThat(assertThrows(ThroughputUncertainException.class, this::create).found()).isEmpty();
    assertThat(bedrock.calls()).noneMatch(call -> call.startsWith("DELETE"));
  }

  private FakeBedrock inService() {
    return bedrock.then(CREATED, FineTuningSamples.throughputIs("InService"));
  }

  private TemporaryThroughput create() {
    return tuning
        .provisionedThroughput()
        .createTemporaryThroughput(
            FineTuningSamples.throughput().build(),
            WaitOptions.defaults(),
            throughput -> events.add(throughput.statusAsString()));
  }
}
