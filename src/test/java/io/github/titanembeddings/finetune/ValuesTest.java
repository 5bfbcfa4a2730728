package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.throughput.CommitmentDuration;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughput;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputRequest;
import io.github.titanembeddings.finetune.throughput.ReleasedThroughput;
import io.github.titanembeddings.finetune.throughput.ThroughputStatus;
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

/** Values are equal if their parts are, and their builders lose nothing. */
class ValuesTest {
  static Stream<Class<?>> values() {
    return Stream.of(
        HyperParameters.class,
        JobDefinition.class,
        JobFilter.class,
        VpcConfig.class,
        WaitOptions.class,
        ProvisionedThroughputRequest.class,
        MetricPoint.class,
        TrainingMetrics.class,
        ReleasedThroughput.class,
        ProvisionedThroughput.class,
        FineTuningJob.class);
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
            .vpcConfig(VpcConfig.of(List.of("s"), List.of("g")))
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
    ProvisionedThroughput throughput =
        ProvisionedThroughput.builder(FakeBedrock.THROUGHPUT_ARN, "shoes", "InService")
            .units(2, 3)
            .models("a", "b")
            .failureMessage("why")
            .commitment("OneMonth", Instant.EPOCH)
            .creationTime(Instant.EPOCH)
            .build();
    FineTuningJob job =
        FineTuningJob.builder("arn", "name", "Completed")
            .phase(JobPhase.TRAINING, "Completed")
            .times(Instant.EPOCH, Instant.MAX)
            .losses(0.1, List.of(0.2))
            .definition(JobDefinition.builder().roleArn("role").build().toBuilder().build())
            .build();
    JobFilter filter =
        JobFilter.builder().status(JobStatus.FAILED).createdAfter(Instant.EPOCH).build();
    WaitOptions options = WaitOptions.builder().timeout(Duration.ofDays(365)).build();

    assertThat(request.toBuilder().build()).isEqualTo(request);
    assertThat(throughput.toBuilder().build()).isEqualTo(throughput);
    assertThat(throughput.isInService()).isFalse();
    assertThat(job.toBuilder().build()).isEqualTo(job);
    assertThat(filter.toBuilder().build()).isEqualTo(filter);
    assertThat(options.toBuilder().build()).isEqualTo(options);
  }

  @Test
  void showsMissingMembersAsUnknown() {
    assertThat(FineTuningJob.builder("", "", "").build())
        .hasToString("FineTuningJob[unknown: unknown]");
    ProvisionedThroughput throughput = ProvisionedThroughput.builder("", "", "").build();
    assertThat(throughput)
        .hasToString("ProvisionedThroughput[unknown (unknown): unknown, units: 1]");
    assertThat(throughput.isInService()).isFalse();
    assertThat(ProvisionedThroughput.builder("a", "b", "InService").models("m", "").build())
        .as("no other model is desired")
        .matches(ProvisionedThroughput::isInService);
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
    for (JobStatus status : JobStatus.values()) {
      assertThat(JobStatus.of(status.wireName())).isEqualTo(status);
    }
    for (ThroughputStatus status : ThroughputStatus.values()) {
      assertThat(ThroughputStatus.of(status.wireName())).isEqualTo(status);
      assertThat(
              status == ThroughputStatus.UNKNOWN_TO_SDK_VERSION
                  || ServiceShapes.accepts("ProvisionedModelStatus", status.wireName()))
          .isTrue();
    }
    assertThat(JobStatus.of("Molten")).isEqualTo(JobStatus.UNKNOWN_TO_SDK_VERSION);
    assertThat(Stream.of(JobStatus.values()).map(JobStatus::wireName))
        .filteredOn(word -> ServiceShapes.accepts("JobStatusDetails", word))
        .hasSize(6);
  }
}
