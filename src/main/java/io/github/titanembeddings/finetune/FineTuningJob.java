package io.github.titanembeddings.finetune;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobSummary;
import software.amazon.awssdk.services.bedrock.model.StatusDetails;
import software.amazon.awssdk.services.bedrock.model.Validator;
import software.amazon.awssdk.services.bedrock.model.ValidatorMetric;

/**
 * A snapshot of a fine-tuning job, as {@link FineTuningClient} returns it. Immutable.
 *
 * <p>A job from a list has no data URIs, hyperparameters, failure message or losses; {@link
 * FineTuningClient#describe} returns them. Members that the service omits are empty.
 *
 * <pre>{@code
 * FineTuningJob job = tuning.describe(arn);
 * System.out.println(job.status() + " " + job.phases() + " " + job.outputModelArn());
 * }</pre>
 */
public final class FineTuningJob {
  private final GetModelCustomizationJobResponse job;

  private FineTuningJob(GetModelCustomizationJobResponse job) {
    this.job = job;
  }

  /** Returns the job in a response of the AWS SDK, such as one that a test builds. */
  public static FineTuningJob of(GetModelCustomizationJobResponse response) {
    return new FineTuningJob(Objects.requireNonNull(response, "response"));
  }

  /** Returns the job in a list response of the AWS SDK. */
  public static FineTuningJob of(ModelCustomizationJobSummary summary) {
    return of(
        GetModelCustomizationJobResponse.builder()
            .jobArn(summary.jobArn())
            .jobName(summary.jobName())
            .status(summary.statusAsString())
            .statusDetails(summary.statusDetails())
            .outputModelName(summary.customModelName())
            .outputModelArn(summary.customModelArn())
            .baseModelArn(summary.baseModelArn())
            .creationTime(summary.creationTime())
            .endTime(summary.endTime())
            .build());
  }

  /** Returns the job's ARN. */
  public String jobArn() {
    return text(job.jobArn());
  }

  /** Returns the job's name. */
  public String jobName() {
    return text(job.jobName());
  }

  /** Returns the status; {@code UNKNOWN_TO_SDK_VERSION} for one added later. */
  public ModelCustomizationJobStatus status() {
    return Objects.requireNonNullElse(
        job.status(), ModelCustomizationJobStatus.UNKNOWN_TO_SDK_VERSION);
  }

  /** Returns the status as the service spells it, such as {@code InProgress}. */
  public String statusAsString() {
    return text(job.statusAsString());
  }

  /** Returns whether the job has ended: its status is terminal, or unknown with an end time. */
  public boolean isEnded() {
    return switch (status()) {
      case COMPLETED, FAILED, STOPPED -> true;
      case IN_PROGRESS, STOPPING -> false;
      default -> job.endTime() != null;
    };
  }

  /** Returns the status of each reported phase as the service spells it, in phase order. */
  public Map<Phase, String> phases() {
    Map<Phase, String> phases = new EnumMap<>(Phase.class);
    StatusDetails details = job.statusDetails();
    if (details != null && details.validationDetails() != null) {
      phases.put(Phase.VALIDATION, text(details.validationDetails().statusAsString()));
    }
    if (details != null && details.dataProcessingDetails() != null) {
      phases.put(Phase.DATA_PROCESSING, text(details.dataProcessingDetails().statusAsString()));
    }
    if (details != null && details.trainingDetails() != null) {
      phases.put(Phase.TRAINING, text(details.trainingDetails().statusAsString()));
    }
    return Collections.unmodifiableMap(phases);
  }

  /** Returns the service's reason for a failure. */
  public Optional<String> failureMessage() {
    return Optional.ofNullable(job.failureMessage());
  }

  /** Returns the name of the tuned model. */
  public Optional<String> outputModelName() {
    return Optional.ofNullable(job.outputModelName());
  }

  /**
   * Returns the ARN of the tuned model, once it exists. Invoking it requires a provisioned
   * throughput; a batch job accepts the ARN itself.
   */
  public Optional<String> outputModelArn() {
    return Optional.ofNullable(job.outputModelArn());
  }

  /** Returns the ARN of the base model. */
  public Optional<String> baseModelArn() {
    return Optional.ofNullable(job.baseModelArn());
  }

  /** Returns when the job was created. */
  public Optional<Instant> creationTime() {
    return Optional.ofNullable(job.creationTime());
  }

  /** Returns when the job ended. */
  public Optional<Instant> endTime() {
    return Optional.ofNullable(job.endTime());
  }

  /** Returns the last training loss; {@link TrainingMetrics} has the series. */
  public OptionalDouble trainingLoss() {
    Float loss = job.trainingMetrics() == null ? null : job.trainingMetrics().trainingLoss();
    return loss == null ? OptionalDouble.empty() : OptionalDouble.of(shortest(loss));
  }

  /** Returns the last loss on each validation set; {@link TrainingMetrics} has the series. */
  public List<Double> validationLosses() {
    return job.validationMetrics().stream()
        .filter(Objects::nonNull)
        .map(ValidatorMetric::validationLoss)
        .filter(Objects::nonNull)
        .map(FineTuningJob::shortest)
        .toList();
  }

  /** Returns the URI of the training manifest. */
  public Optional<String> trainingDataUri() {
    return Optional.ofNullable(
        job.trainingDataConfig() == null ? null : job.trainingDataConfig().s3Uri());
  }

  /** Returns the URIs of the validation manifests. */
  public List<String> validationDataUris() {
    return job.validationDataConfig() == null
        ? List.of()
        : job.validationDataConfig().validators().stream()
            .filter(Objects::nonNull)
            .map(Validator::s3Uri)
            .filter(Objects::nonNull)
            .toList();
  }

  /** Returns the URI of the folder for the metrics. */
  public Optional<String> outputDataUri() {
    return Optional.ofNullable(
        job.outputDataConfig() == null ? null : job.outputDataConfig().s3Uri());
  }

  /** Returns the hyperparameters as the service spells them. */
  public Map<String, String> hyperParameters() {
    Map<String, String> present = new LinkedHashMap<>(job.hyperParameters());
    present.values().removeIf(Objects::isNull);
    return Collections.unmodifiableMap(present);
  }

  /** Returns the double with the digits of the float: 0.1, not 0.10000000149011612. */
  private static double shortest(Float number) {
    return Double.parseDouble(number.toString());
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  static String orUnknown(String text) {
    return text.isEmpty() ? "unknown" : text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FineTuningJob that && job.equalsBySdkFields(that.job);
  }

  @Override
  public int hashCode() {
    return Objects.hash(jobArn(), statusAsString());
  }

  /** Returns the name, status and phases. */
  @Override
  public String toString() {
    return "FineTuningJob["
        + orUnknown(jobName())
        + ": "
        + orUnknown(statusAsString())
        + (phases().isEmpty() ? "" : " " + phases())
        + "]";
  }

  /** The phases of a job in order. */
  public enum Phase {
    /** The service validates the request and the data. */
    VALIDATION,
    /** The service prepares the data. */
    DATA_PROCESSING,
    /** The service trains the model. */
    TRAINING
  }
}
