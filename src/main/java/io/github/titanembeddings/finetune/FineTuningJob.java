package io.github.titanembeddings.finetune;

import io.github.titanembeddings.finetune.internal.Characters;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning job as it was when the service was asked. Immutable and safe to share between
 * threads. A job from a list has no definition, failure message or losses: describe it to see them.
 */
public final class FineTuningJob {
  private final String jobArn;
  private final String jobName;
  private final String status;
  private final Map<JobPhase, String> phases;
  private final @Nullable String failureMessage;
  private final @Nullable String outputModelName;
  private final @Nullable String outputModelArn;
  private final @Nullable String baseModelArn;
  private final @Nullable Instant creationTime;
  private final @Nullable Instant endTime;
  private final @Nullable Double trainingLoss;
  private final List<Double> validationLosses;
  private final @Nullable JobDefinition definition;

  private FineTuningJob(Builder builder) {
    jobArn = builder.jobArn;
    jobName = builder.jobName;
    status = builder.status;
    phases = Collections.unmodifiableMap(new EnumMap<>(builder.phases));
    failureMessage = builder.failureMessage;
    outputModelName = builder.outputModelName;
    outputModelArn = builder.outputModelArn;
    baseModelArn = builder.baseModelArn;
    creationTime = builder.creationTime;
    endTime = builder.endTime;
    trainingLoss = builder.trainingLoss;
    validationLosses = builder.validationLosses;
    definition = builder.definition;
  }

  /** Starts a job of this ARN, name and state. */
  public static Builder builder(String jobArn, String jobName, String status) {
    return new Builder(jobArn, jobName, status);
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder =
        new Builder(jobArn, jobName, status)
            .failureMessage(failureMessage)
            .outputModel(outputModelName, outputModelArn)
            .baseModelArn(baseModelArn)
            .times(creationTime, endTime)
            .losses(trainingLoss, validationLosses)
            .definition(definition);
    phases.forEach(builder::phase);
    return builder;
  }

  /** The job's ARN. */
  public String jobArn() {
    return jobArn;
  }

  /** The job's name. */
  public String jobName() {
    return jobName;
  }

  /** The state; {@link JobStatus#UNKNOWN_TO_SDK_VERSION} for one that this version can't name. */
  public JobStatus status() {
    return JobStatus.of(status);
  }

  /** The state in the service's word, also one that this version can't name. */
  public String statusAsString() {
    return status;
  }

  /**
   * Whether nothing will happen to the job any more: its state says so, or its state is unknown and
   * it has an end.
   */
  public boolean isEnded() {
    boolean unknown = status() == JobStatus.UNKNOWN_TO_SDK_VERSION;
    return status().isTerminal() || (unknown && endTime != null);
  }

  /** The state of each phase that the service tells of, in the service's word. */
  public Map<JobPhase, String> phases() {
    return phases;
  }

  /** The state of a phase, if the service tells it. */
  public Optional<JobStatus> phase(JobPhase phase) {
    return Optional.ofNullable(phases.get(phase)).map(JobStatus::of);
  }

  /** Why the job failed, in the service's words. */
  public Optional<String> failureMessage() {
    return Optional.ofNullable(failureMessage);
  }

  /** The name of the model that the job makes. */
  public Optional<String> outputModelName() {
    return Optional.ofNullable(outputModelName);
  }

  /**
   * The ARN of the tuned model, once there is one. It can't be invoked: it goes behind a
   * provisioned throughput, or into a batch job.
   */
  public Optional<String> outputModelArn() {
    return Optional.ofNullable(outputModelArn);
  }

  /** The ARN of the model that is tuned. */
  public Optional<String> baseModelArn() {
    return Optional.ofNullable(baseModelArn);
  }

  /** When the job was made. */
  public Optional<Instant> creationTime() {
    return Optional.ofNullable(creationTime);
  }

  /** When the job ended. */
  public Optional<Instant> endTime() {
    return Optional.ofNullable(endTime);
  }

  /** The last training loss; {@link TrainingMetrics} has the series. */
  public OptionalDouble trainingLoss() {
    return trainingLoss == null ? OptionalDouble.empty() : OptionalDouble.of(trainingLoss);
  }

  /** The last loss on each validation set; {@link TrainingMetrics} has the series. */
  public List<Double> validationLosses() {
    return validationLosses;
  }

  /** What the job was given; empty in a job from a list. */
  public Optional<JobDefinition> definition() {
    return Optional.ofNullable(definition);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FineTuningJob that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(
        List.of(jobArn, jobName, status, phases, validationLosses),
        List.of(failureMessage(), outputModelName(), outputModelArn(), baseModelArn()),
        List.of(creationTime(), endTime(), trainingLoss(), definition()));
  }

  /** The name, the state and the phases. */
  @Override
  public String toString() {
    return "FineTuningJob["
        + Characters.orUnknown(jobName)
        + ": "
        + Characters.orUnknown(status)
        + (phases.isEmpty() ? "" : " " + phases)
        + "]";
  }

  /** Collects a job. Null unsets a field. Not safe for use by several threads. */
  public static final class Builder {
    private final String jobArn;
    private final String jobName;
    private final String status;
    private final Map<JobPhase, String> phases = new EnumMap<>(JobPhase.class);
    private @Nullable String failureMessage;
    private @Nullable String outputModelName;
    private @Nullable String outputModelArn;
    private @Nullable String baseModelArn;
    private @Nullable Instant creationTime;
    private @Nullable Instant endTime;
    private @Nullable Double trainingLoss;
    private List<Double> validationLosses = List.of();
    private @Nullable JobDefinition definition;

    private Builder(String jobArn, String jobName, String status) {
      this.jobArn = Objects.requireNonNull(jobArn, "jobArn");
      this.jobName = Objects.requireNonNull(jobName, "jobName");
      this.status = Objects.requireNonNull(status, "status");
    }

    /** The state of a phase, in the service's word. */
    public Builder phase(JobPhase phase, String status) {
      phases.put(Objects.requireNonNull(phase), Objects.requireNonNull(status));
      return this;
    }

    /** Why the job failed. */
    public Builder failureMessage(@Nullable String failureMessage) {
      this.failureMessage = failureMessage;
      return this;
    }

    /** The name and the ARN of the tuned model. */
    public Builder outputModel(@Nullable String name, @Nullable String arn) {
      this.outputModelName = name;
      this.outputModelArn = arn;
      return this;
    }

    /** The ARN of the model that is tuned. */
    public Builder baseModelArn(@Nullable String baseModelArn) {
      this.baseModelArn = baseModelArn;
      return this;
    }

    /** When the job was made and when it ended. */
    public Builder times(@Nullable Instant creationTime, @Nullable Instant endTime) {
      this.creationTime = creationTime;
      this.endTime = endTime;
      return this;
    }

    /** The last training loss, and the last loss on each validation set. */
    public Builder losses(@Nullable Double trainingLoss, List<Double> validationLosses) {
      this.trainingLoss = trainingLoss;
      this.validationLosses = List.copyOf(validationLosses);
      return this;
    }

    /** What the job was given. */
    public Builder definition(@Nullable JobDefinition definition) {
      this.definition = definition;
      return this;
    }

    /** The finished job. */
    public FineTuningJob build() {
      return new FineTuningJob(this);
    }
  }
}
