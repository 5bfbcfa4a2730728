package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.finetune.ProvisionedThroughputRequest.CommitmentDuration;
import io.github.titanembeddings.job.WaitOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.GetProvisionedModelThroughputResponse;

/** Equality, rebuilding and text forms of values. */
class ValuesTest {
  static Stream<Class<?>> values() {
    return Stream.of(
        ProvisionedThroughputRequest.class, TrainingMetrics.class, TrainingMetrics.Point.class);
  }

  @ParameterizedTest
  @MethodSource("values")
  void equalsAndHashCodeAreConsistent(Class<?> type) {
    EqualsVerifier.forClass(type).suppress(Warning.NULL_FIELDS).verify();
  }

  @Test
  void hyperParametersAreEqualIfTheirComponentsAre() {
    HyperParameters some = HyperParameters.builder().epochCount(3).build();

    assertThat(some)
        .isEqualTo(HyperParameters.builder().epochCount(3).build())
        .hasSameHashCodeAs(HyperParameters.builder().epochCount(3).build())
        .isNotEqualTo(HyperParameters.builder().epochCount(4).build());
  }

  @Test
  void rebuildsARequest() {
    FineTuningRequest request =
        FineTuningSamples.request()
            .hyperParameters(HyperParameters.builder().epochCount(3).autoEpochCount().build())
            .customModelKmsKeyId("alias/key")
            .vpc(List.of("s"), List.of("g"))
            .jobTags(Map.of("a", "b"))
            .customModelTags(Map.of("c", "d"))
            .build();

    assertThat(request.toBuilder().build()).isEqualTo(request).hasSameHashCodeAs(request);
    assertThat(request.toBuilder().withoutValidation().build()).isNotEqualTo(request);
    assertThat(request).hasToString("FineTuningRequest[tune makes shoes]");
    assertThat(request.customModelTags()).containsExactly(Map.entry("c", "d"));
  }

  @Test
  void rebuildsAThroughputRequest() {
    ProvisionedThroughputRequest request =
        FineTuningSamples.throughput()
            .commitmentDuration(CommitmentDuration.ONE_MONTH)
            .tags(Map.of("a", "b"))
            .clientRequestToken("token")
            .build();

    assertThat(request.toBuilder().build()).isEqualTo(request);
  }

  @Test
  void snapshotsAreEqualIfTheirMembersAre() {
    GetModelCustomizationJobResponse job =
        GetModelCustomizationJobResponse.builder().jobArn("a").status("Completed").build();
    GetProvisionedModelThroughputResponse throughput =
        GetProvisionedModelThroughputResponse.builder().modelUnits(2).status("InService").build();

    assertThat(FineTuningJob.of(job))
        .isEqualTo(FineTuningJob.of(job.copy(j -> {})))
        .hasSameHashCodeAs(FineTuningJob.of(job.copy(j -> {})))
        .isNotEqualTo(FineTuningJob.of(job.copy(j -> j.jobName("other"))));
    assertThat(ProvisionedThroughput.of(throughput))
        .isEqualTo(ProvisionedThroughput.of(throughput.copy(t -> {})))
        .hasSameHashCodeAs(ProvisionedThroughput.of(throughput.copy(t -> {})))
        .isNotEqualTo(ProvisionedThroughput.of(throughput.copy(t -> t.modelUnits(3))));
  }

  @Test
  void showsMissingMembersAsUnknown() {
    assertThat(FineTuningJob.of(GetModelCustomizationJobResponse.builder().build()))
        .hasToString("FineTuningJob[unknown: unknown]");
    ProvisionedThroughput throughput =
        ProvisionedThroughput.of(GetProvisionedModelThroughputResponse.builder().build());
    assertThat(throughput)
        .hasToString("ProvisionedThroughput[unknown (unknown): unknown, units: 0]");
    assertThat(throughput.isInService()).isFalse();
  }

  @Test
  void aThroughputIsInServiceIfItServesTheDesiredModel() {
    GetProvisionedModelThroughputResponse serving =
        GetProvisionedModelThroughputResponse.builder().status("InService").modelArn("a").build();

    assertThat(ProvisionedThroughput.of(serving).isInService()).as("no desired model").isTrue();
    assertThat(ProvisionedThroughput.of(serving.copy(t -> t.desiredModelArn("b"))).isInService())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 365L * 86_400_000 + 1})
  void rejectsDurationsOutOfRange(long millis) {
    Duration wrong = Duration.ofMillis(millis);
    WaitOptions options = WaitOptions.defaults();

    assertThrows(IllegalArgumentException.class, () -> options.withPollInterval(wrong));
    assertThrows(IllegalArgumentException.class, () -> options.withTimeout(wrong));
  }
}
