package io.github.titanembeddings.finetune.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.FakeBedrock;
import io.github.titanembeddings.finetune.FakeBedrock.Answer;
import io.github.titanembeddings.finetune.FineTuningClient;
import io.github.titanembeddings.finetune.WaitOptions;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputRequest.CommitmentDuration;
import io.github.titanembeddings.model.ModelId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** That a temporary throughput is released, and what is told if it can't be. */
class TemporaryThroughputTest {
  private static final Answer CREATED =
      new Answer(201, "", "{\"provisionedModelArn\":\"" + FakeBedrock.THROUGHPUT_ARN + "\"}");
  private static final Answer DELETED = Answer.ok("{}");
  private static final Answer BUSY = Answer.error(500, "InternalServerException");
  private static final Answer CONFLICT = Answer.error(400, "ConflictException");
  private static final String DELETE =
      "DELETE /provisioned-model-throughput/" + FakeBedrock.THROUGHPUT_ARN;

  private final FakeBedrock bedrock = new FakeBedrock();
  private final FineTuningClient tuning = bedrock.client();
  private final List<String> heard = new ArrayList<>();

  @AfterEach
  void stop() {
    tuning.close();
    bedrock.close();
  }

  @Test
  void leavingTheBlockReleasesItAndSaysWhatAndForHowMuch() {
    bedrock.then(
        CREATED, FakeBedrock.throughputIs("Creating"), FakeBedrock.throughputIs("InService"));
    bedrock.then(DELETED);
    TemporaryThroughput left;

    try (TemporaryThroughput throughput = create()) {
      left = throughput;
      assertThat(throughput.modelId()).isEqualTo(ModelId.provisioned(FakeBedrock.THROUGHPUT_ARN));
      assertThat(throughput.released()).isEmpty();
      bedrock.ticks.pauses.clear();
      Assertions.assertDoesNotThrow(
          () -> bedrock.ticks.timing().sleeper().sleep(Duration.ofMinutes(30)));
      assertThat(throughput.costSoFar()).contains("0:30:30 h, about 5.08 at 10 an hour");
    }

    assertThat(bedrock.calls()).endsWith(DELETE).hasSize(4);
    assertThat(left.released().orElseThrow().cost()).hasValue(new BigDecimal("5.08"));
    assertThat(heard)
        .containsExactly(
            "Creating",
            "InService",
            "released "
                + FakeBedrock.THROUGHPUT_ARN
                + ", after 0:30:30 h, about 5.08 at 10 an hour by your figure");
    left.close();
    assertThat(bedrock.taken()).hasSize(4);
  }

  @Test
  void aFailureInTheBlockReleasesItToo() {
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
  void releasingIsTriedAgain() {
    for (int failures = 1; failures <= 4; failures++) {
      inService().then(failures, BUSY).then(DELETED);
      bedrock.ticks.pauses.clear();

      create().close();

      assertThat(bedrock.ticks.pauses).hasSize(failures).startsWith(Duration.ofSeconds(1));
    }
    inService().then(Answer.lost(), Answer.error(404, "ResourceNotFoundException"));
    create().close();
  }

  @Test
  void whatCannotBeReleasedIsToldWithItsCostAndTriedAgainOnDemand() {
    inService().then(5, BUSY);
    TemporaryThroughput throughput = create();

    ThroughputNotReleasedException told =
        Assertions.assertThrows(ThroughputNotReleasedException.class, throughput::close);

    assertThat(told)
        .hasMessageContaining("NOT RELEASED, and still billed by the hour")
        .hasMessageContaining(
            FakeBedrock.THROUGHPUT_ARN + ", after 0:00:15 h, about 0.04 at 10 an hour")
        .hasCauseInstanceOf(ServiceException.class);
    assertThat(told.throughput()).isEqualTo(FakeBedrock.THROUGHPUT_ARN);
    assertThat(told.isRetryable()).isTrue();
    assertThat(bedrock.calls()).filteredOn(DELETE::equals).hasSize(5);
    bedrock.then(DELETED);
    throughput.close();
    assertThat(throughput.released()).isPresent();
  }

  @Test
  void aRefusalIsNotTriedAgain() {
    inService().then(Answer.error(403, "AccessDeniedException"));
    TemporaryThroughput throughput = create();

    assertThat(Assertions.assertThrows(ThroughputNotReleasedException.class, throughput::close))
        .hasMessageContaining("Allow bedrock:DeleteProvisionedModelThroughput");
    assertThat(bedrock.calls()).filteredOn(DELETE::equals).hasSize(1);
  }

  @Test
  void aClientThatWasClosedTooSoonIsToldWithTheCost() {
    inService();
    TemporaryThroughput throughput = create();
    tuning.close();

    ThroughputNotReleasedException told =
        Assertions.assertThrows(ThroughputNotReleasedException.class, throughput::close);

    assertThat(told)
        .hasMessageContaining("the client is closed")
        .hasMessageContaining("10 an hour");
    assertThat(told.isRetryable()).isFalse();
  }

  @Test
  void whatIsBeingMadeIsReleasedOnceThatIsDone() {
    inService().then(CONFLICT, FakeBedrock.throughputIs("Creating"), DELETED);
    create().close();
    assertThat(bedrock.ticks.pauses).containsExactly(Duration.ofSeconds(30));

    inService().then(CONFLICT, FakeBedrock.throughputIs("InService"));
    Assertions.assertThrows(ThroughputNotReleasedException.class, create()::close);
  }

  @Test
  void thatItFailsOrTheWaitIsInterruptedReleasesIt() {
    bedrock.then(CREATED, FakeBedrock.throughputIs("Failed"), DELETED);
    Assertions.assertThrows(ThroughputFailedException.class, this::create);
    assertThat(bedrock.calls()).endsWith(DELETE);

    bedrock.then(CREATED, FakeBedrock.throughputIs("Creating"), DELETED);
    bedrock.ticks.onSleep = pause -> Thread.currentThread().interrupt();
    TransportException left = Assertions.assertThrows(TransportException.class, this::create);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(left.kind()).isEqualTo(TransportException.Kind.INTERRUPTED);
    assertThat(bedrock.calls()).endsWith(DELETE);
    assertThat(heard).filteredOn(line -> line.startsWith("released")).hasSize(2);
  }

  @Test
  void oneInterruptionWaitsForTheReleaseAndASecondDoesNot() {
    inService().then(BUSY, DELETED);
    TemporaryThroughput throughput = create();
    bedrock.ticks.onSleep = pause -> Thread.currentThread().interrupt();
    throughput.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(throughput.released()).isPresent();

    bedrock.ticks.onSleep = pause -> {};
    inService().then(3, BUSY);
    TemporaryThroughput another = create();
    bedrock.ticks.onSleep = pause -> Thread.currentThread().interrupt();
    Assertions.assertThrows(ThroughputNotReleasedException.class, another::close);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void ignoresListenerExceptions() {
    inService().then(BUSY, DELETED);
    TemporaryThroughput throughput =
        tuning
            .provisionedThroughput()
            .createTemporaryThroughput(
                FakeBedrock.throughput().build(),
                WaitOptions.defaults(),
                new ThroughputListener() {
                  @Override
                  public void onProgress(ProvisionedThroughput changed) {
                    throw new IllegalStateException("listener");
                  }

                  @Override
                  public void onReleased(ReleasedThroughput released) {
                    throw new IllegalStateException("listener");
                  }

                  @Override
                  public void onReleaseFailed(TitanException failure, Duration pause) {
                    throw new IllegalArgumentException("of the listener");
                  }
                });

    throughput.close();

    assertThat(throughput.released()).isPresent();
  }

  @Test
  void aCommitmentIsNotTemporary() {
    ProvisionedThroughputRequest committed =
        FakeBedrock.throughput().commitmentDuration(CommitmentDuration.ONE_MONTH).build();

    Assertions.assertThrows(
        InvalidRequestException.class,
        () ->
            tuning
                .provisionedThroughput()
                .createTemporaryThroughput(committed, WaitOptions.defaults(), throughput -> {}));
    assertThat(bedrock.taken()).isEmpty();
  }

  @Test
  void aLostAnswerIsToldAndNothingIsDeleted() {
    bedrock.then(3, Answer.lost()).then(FakeBedrock.throughputIs("Creating"));
    ThroughputUncertainException uncertain =
        Assertions.assertThrows(ThroughputUncertainException.class, this::create);
    assertThat(uncertain)
        .hasMessageContaining(FakeBedrock.THROUGHPUT_ARN)
        .hasMessageContaining("at 10 an hour by your figure: use it, or release it");
    assertThat(uncertain.found()).isPresent();

    bedrock.then(3, BUSY).then(Answer.error(404, "ResourceNotFoundException"));
    assertThat(Assertions.assertThrows(ThroughputUncertainException.class, this::create).found())
        .isEmpty();
    assertThat(bedrock.calls()).noneMatch(call -> call.startsWith("DELETE"));
  }

  private FakeBedrock inService() {
    return bedrock.then(CREATED, FakeBedrock.throughputIs("InService"));
  }

  private TemporaryThroughput create() {
    return tuning
        .provisionedThroughput()
        .createTemporaryThroughput(
            FakeBedrock.throughput().hourlyCost(BigDecimal.TEN).build(),
            WaitOptions.defaults(),
            new ThroughputListener() {
              @Override
              public void onProgress(ProvisionedThroughput throughput) {
                heard.add(throughput.statusAsString());
              }

              @Override
              public void onReleased(ReleasedThroughput released) {
                heard.add(released.toString());
              }
            });
  }
}
