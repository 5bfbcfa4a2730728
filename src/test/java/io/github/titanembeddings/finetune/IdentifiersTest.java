package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rejects invalid identifiers before a request is sent. */
class IdentifiersTest {
  private static final List<BiConsumer<FineTuningClient, String>> OF_JOBS =
      List.of(
          FineTuningClient::describe,
          FineTuningClient::stop,
          (client, job) -> client.awaitCompletion(job, WaitOptions.defaults()));
  private static final List<BiConsumer<FineTuningClient, String>> OF_THROUGHPUT =
      List.of(
          (client, id) -> client.provisionedThroughput().describe(id),
          (client, id) -> client.provisionedThroughput().release(id),
          (client, id) ->
              client.provisionedThroughput().updateModel(id, FineTuningSamples.MODEL_ARN),
          (client, id) ->
              client.provisionedThroughput().awaitInService(id, WaitOptions.defaults()));
  static final List<String> NEITHER =
      List.of("..", ".", "a/b", "", "a b", "a?b", "a%2e", "é", "a".repeat(1012));

  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  @AutoClose private final FineTuningClient tuning = FineTuningSamples.client(bedrock);

  @ParameterizedTest
  @FieldSource("NEITHER")
  void rejectsInvalidIdentifiers(String id) {
    OF_JOBS.forEach(method -> assertThat(code(method, id)).isEqualTo("job-id.invalid"));
    OF_THROUGHPUT.forEach(
        method -> assertThat(code(method, id)).isEqualTo("throughput-id.invalid"));
    assertThat(bedrock.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {FineTuningSamples.MODEL_ARN, FineTuningSamples.JOB_ARN, "a--b", "a.b"})
  void rejectsOtherResourcesAsThroughput(String id) {
    OF_THROUGHPUT.forEach(
        method -> assertThat(code(method, id)).isEqualTo("throughput-id.invalid"));
    assertThat(bedrock.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {FineTuningSamples.MODEL_ARN, FineTuningSamples.THROUGHPUT_ARN, "a_b"})
  void rejectsOtherResourcesAsJobs(String id) {
    OF_JOBS.forEach(method -> assertThat(code(method, id)).isEqualTo("job-id.invalid"));
    assertThat(bedrock.received()).isEmpty();
  }

  @Test
  void namesTheExpectedIdentifier() {
    assertThat(
            assertThrows(
                InvalidRequestException.class,
                () -> tuning.provisionedThroughput().release(FineTuningSamples.MODEL_ARN)))
        .hasMessageContaining("provisionedModelId")
        .hasMessageContaining(":provisioned-model/")
        .hasMessageContaining("a custom model or a job is no throughput");
  }

  private String code(BiConsumer<FineTuningClient, String> method, String id) {
    return Failures.violations(() -> method.accept(tuning, id)).stream()
        .map(Violation::code)
        .reduce("", String::concat);
  }
}
