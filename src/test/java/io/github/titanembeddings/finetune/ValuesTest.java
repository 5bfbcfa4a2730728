package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.throughput.ProvisionedThroughput;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputRequest;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputRequest.CommitmentDuration;
import io.github.titanembeddings.finetune.throughput.ReleasedThroughput;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.GetProvisionedModelThroughputResponse;

/** Values are equal if their parts are, and their builders lose nothing. */
class ValuesTest {
  static Stream<Class<?>> values() {
    return Stream.of(
        HyperParameters.class,
        JobFilter.class,
        VpcConfig.class,
        WaitOptions.class,
        ProvisionedThroughputRequest.class,
        TrainingMetrics.class,
        TrainingMetrics.Point.class,
        ReleasedThroughput.class);
  }

  @ParameterizedTest
  @MethodSource("values")
  void equalsAndHashCodeGoTogether(Class<?> type) {
    EqualsVerifier.forClass(type)
        .suppress(Warning.NULL_FIELDS, Warning.BIGDECIMAL_EQUALITY)
        .verify();
  }

  @Test
  void aRequestComesBackFromItsBuilder() {
    FineTuningRequest request =
        FakeBedrock.request()
            .hyperParameters(HyperParameters.builder().epochCount(3).autoEpochCount().build())
            .customModelKmsKeyId("alias/key")
            .vpcConfig(new VpcConfig(List.of("s"), List.of("g")))
            .jobTags(Map.of("a", "b"))
            .customModelTags(Map.of("c", "d"))
            .build();

    assertThat(request.toBuilder().build()).isEqualTo(request).hasSameHashCodeAs(request);
    assertThat(request.toBuilder().withoutValidation().build()).isNotEqualTo(request);
    assertThat(request).hasToString("FineTuningRequest[tune makes shoes]");
    assertThat(request.customModelTags()).containsExactly(Map.entry("c", "d"));
  }

  @Test
  void theOthersToo() {
    ProvisionedThroughputRequest request =
        FakeBedrock.throughput()
            .commitmentDuration(CommitmentDuration.ONE_MONTH)
            .tags(Map.of("a", "b"))
            .clientRequestToken("token")
            .hourlyCost(BigDecimal.ONE)
            .build();
    JobFilter filter =
        JobFilter.builder().status(FineTuningJob.Status.FAILED).createdAfter(Instant.EPOCH).build();
    WaitOptions options = WaitOptions.builder().timeout(Duration.ofDays(365)).build();

    assertThat(request.toBuilder().build()).isEqualTo(request);
    assertThat(filter.toBuilder().build()).isEqualTo(filter);
    assertThat(options.toBuilder().build()).isEqualTo(options);
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
  void aPauseAndADeadlineAreOfThisWorld(long millis) {
    Duration wrong = Duration.ofMillis(millis);
    WaitOptions.Builder builder = WaitOptions.builder();

    Assertions.assertThrows(IllegalArgumentException.class, () -> builder.pollInterval(wrong));
    Assertions.assertThrows(IllegalArgumentException.class, () -> builder.timeout(wrong));
  }

  @Test
  void everyWordOfTheServiceHasAStatus() {
    for (FineTuningJob.Status status : FineTuningJob.Status.values()) {
      assertThat(FineTuningJob.Status.of(status.wireName())).isEqualTo(status);
    }
    for (ProvisionedThroughput.Status status : ProvisionedThroughput.Status.values()) {
      assertThat(ProvisionedThroughput.Status.of(status.wireName())).isEqualTo(status);
      assertThat(
              status == ProvisionedThroughput.Status.UNKNOWN_TO_SDK_VERSION
                  || ServiceShapes.accepts("ProvisionedModelStatus", status.wireName()))
          .isTrue();
    }
    assertThat(FineTuningJob.Status.of("Molten"))
        .isEqualTo(FineTuningJob.Status.UNKNOWN_TO_SDK_VERSION);
    assertThat(Stream.of(FineTuningJob.Status.values()).map(FineTuningJob.Status::wireName))
        .filteredOn(word -> ServiceShapes.accepts("ModelCustomizationJobStatus", word))
        .hasSize(5);
  }
}
