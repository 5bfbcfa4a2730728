package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.finetune.FineTuningJob;
import io.github.titanembeddings.finetune.JobDefinition;
import io.github.titanembeddings.finetune.JobPhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobSummary;
import software.amazon.awssdk.services.bedrock.model.StatusDetails;
import software.amazon.awssdk.services.bedrock.model.Validator;
import software.amazon.awssdk.services.bedrock.model.ValidatorMetric;

/** Makes the AWS SDK's jobs into this library's. Whatever the service leaves out is left out. */
final class JobReader {
  private JobReader() {}

  static FineTuningJob read(GetModelCustomizationJobResponse job) {
    FineTuningJob.Builder builder =
        FineTuningJob.builder(text(job.jobArn()), text(job.jobName()), text(job.statusAsString()))
            .failureMessage(job.failureMessage())
            .outputModel(job.outputModelName(), job.outputModelArn())
            .baseModelArn(job.baseModelArn())
            .times(job.creationTime(), job.endTime())
            .losses(trainingLoss(job), validationLosses(job))
            .definition(definition(job));
    return withPhases(builder, job.statusDetails()).build();
  }

  static FineTuningJob readSummary(ModelCustomizationJobSummary job) {
    FineTuningJob.Builder builder =
        FineTuningJob.builder(text(job.jobArn()), text(job.jobName()), text(job.statusAsString()))
            .outputModel(job.customModelName(), job.customModelArn())
            .baseModelArn(job.baseModelArn())
            .times(job.creationTime(), job.endTime());
    return withPhases(builder, job.statusDetails()).build();
  }

  private static FineTuningJob.Builder withPhases(
      FineTuningJob.Builder builder, @Nullable StatusDetails details) {
    if (details == null) {
      return builder;
    }
    if (details.validationDetails() != null) {
      builder.phase(JobPhase.VALIDATION, text(details.validationDetails().statusAsString()));
    }
    if (details.dataProcessingDetails() != null) {
      builder.phase(
          JobPhase.DATA_PROCESSING, text(details.dataProcessingDetails().statusAsString()));
    }
    if (details.trainingDetails() != null) {
      builder.phase(JobPhase.TRAINING, text(details.trainingDetails().statusAsString()));
    }
    return builder;
  }

  private static JobDefinition definition(GetModelCustomizationJobResponse job) {
    List<String> validation =
        job.validationDataConfig() == null
            ? List.of()
            : job.validationDataConfig().validators().stream()
                .filter(Objects::nonNull)
                .map(Validator::s3Uri)
                .filter(Objects::nonNull)
                .toList();
    return JobDefinition.builder()
        .roleArn(text(job.roleArn()))
        .trainingDataUri(
            job.trainingDataConfig() == null ? "" : text(job.trainingDataConfig().s3Uri()))
        .validationDataUris(validation)
        .outputDataUri(job.outputDataConfig() == null ? "" : text(job.outputDataConfig().s3Uri()))
        .hyperParameters(withoutNulls(job.hyperParameters()))
        .clientRequestToken(job.clientRequestToken())
        .build();
  }

  private static Map<String, String> withoutNulls(Map<String, String> values) {
    Map<String, String> present = new LinkedHashMap<>(values);
    present.values().removeIf(Objects::isNull);
    return present;
  }

  private static @Nullable Double trainingLoss(GetModelCustomizationJobResponse job) {
    return job.trainingMetrics() == null ? null : shortest(job.trainingMetrics().trainingLoss());
  }

  private static List<Double> validationLosses(GetModelCustomizationJobResponse job) {
    return job.validationMetrics().stream()
        .filter(Objects::nonNull)
        .map(ValidatorMetric::validationLoss)
        .map(JobReader::shortest)
        .filter(Objects::nonNull)
        .toList();
  }

  /** The double that is written as the float is: 0.1, not 0.10000000149011612. */
  private static @Nullable Double shortest(@Nullable Float number) {
    return number == null ? null : Double.valueOf(number.toString());
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
