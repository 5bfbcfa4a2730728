package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.FakeBedrock.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Good answers that can't be read: what they stand for was done, and may cost money. */
class OddAnswersTest {
  private static final int ATTEMPTS = 3;

  private final FakeBedrock bedrock = new FakeBedrock();
  private final FineTuningClient tuning = bedrock.client();

  @AfterEach
  void stop() {
    tuning.close();
    bedrock.close();
  }

  /** The answer to each attempt; what is not JSON is asked for again under the same token. */
  private FakeBedrock made(String body) {
    return bedrock.then(body.endsWith("}") ? 1 : ATTEMPTS, new Answer(201, "", body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"jobArn\":\"\"}", "<html>", "{\"jobArn\":\"a"})
  void aJobWhoseAnswerHasNoArnIsLookedUp(String body) {
    made(body).then(FakeBedrock.jobIs("InProgress"));

    assertThat(tuning.submit(FakeBedrock.request().build())).isEqualTo(FakeBedrock.JOB_ARN);
    assertThat(bedrock.calls()).endsWith("GET /model-customization-jobs/tune");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"provisionedModelArn\":\"\"}", "<html>", "{\"provisio"})
  void aPurchaseWhoseAnswerHasNoArnIsUncertain(String body) {
    made(body).then(FakeBedrock.throughputIs("Creating"));

    ThroughputUncertainException uncertain =
        Assertions.assertThrows(
            ThroughputUncertainException.class,
            () ->
                tuning
                    .provisionedThroughput()
                    .createTemporaryThroughput(
                        FakeBedrock.throughput().build(),
                        WaitOptions.defaults(),
                        ThroughputListener.none()));

    assertThat(uncertain.found().orElseThrow().provisionedModelArn())
        .isEqualTo(FakeBedrock.THROUGHPUT_ARN);
    assertThat(bedrock.calls()).noneMatch(call -> call.startsWith("DELETE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "<html>", "{\"status\":"})
  void aStateThatCannotBeReadIsAskedForAgain(String body) {
    bedrock.then(Answer.ok(body), FakeBedrock.jobIs("Completed"));

    assertThat(tuning.awaitCompletion("tune", WaitOptions.defaults()).status())
        .isEqualTo(JobStatus.COMPLETED);
  }
}
