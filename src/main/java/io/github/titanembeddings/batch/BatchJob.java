package io.github.titanembeddings.batch;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobSummary;

/**
 * A snapshot of a batch job, as {@link BatchInferenceClient} returns it. Immutable.
 *
 * <p>Members that the service omits are empty, such as the record counts before the service has
 * validated the input, or with an AWS SDK that does not know them.
 *
 * <pre>{@code
 * BatchJob job = batch.describe(arn);
 * System.out.println(job.status() + ", processed: " + job.processedRecordCount());
 * }</pre>
 */
public final class BatchJob {
  private static final Set<ModelInvocationJobStatus> WITH_RESULTS =
      Set.of(
          ModelInvocationJobStatus.COMPLETED,
          ModelInvocationJobStatus.PARTIALLY_COMPLETED,
          ModelInvocationJobStatus.STOPPED);
  private static final Set<ModelInvocationJobStatus> WITHOUT_RESULTS =
      Set.of(ModelInvocationJobStatus.FAILED, ModelInvocationJobStatus.EXPIRED);

  private final GetModelInvocationJobResponse job;

  private BatchJob(GetModelInvocationJobResponse job) {
    this.job = job;
  }

  /** Returns the job in a response of the AWS SDK, such as one that a test builds. */
  public static BatchJob of(GetModelInvocationJobResponse response) {
    return new BatchJob(Objects.requireNonNull(response, "response"));
  }

  /** Returns the job in a list response of the AWS SDK, which has the same members. */
  public static BatchJob of(ModelInvocationJobSummary summary) {
    GetModelInvocationJobResponse.Builder job = GetModelInvocationJobResponse.builder();
    Map<String, SdkField<?>> members = job.sdkFieldNameToField();
    summary
        .sdkFieldNameToField()
        .forEach(
            (name, field) -> {
              SdkField<?> member = members.get(name);
              if (member != null) {
                member.set(job, field.getValueOrDefault(summary));
              }
            });
    return of(job.build());
  }

  /** Returns the job's ARN. */
  public String jobArn() {
    return text(job.jobArn());
  }

  /** Returns the job's ID, the last 12 characters of its ARN, which names its output folder. */
  public String jobId() {
    return jobArn().substring(jobArn().lastIndexOf('/') + 1);
  }

  /** Returns the job's name. */
  public String jobName() {
    return text(job.jobName());
  }

  /** Returns the ID or ARN of the model. */
  public String modelId() {
    return text(job.modelId());
  }

  /** Returns the ARN of the role that the service assumes. */
  public String roleArn() {
    return text(job.roleArn());
  }

  /**
   * Returns the status; {@link ModelInvocationJobStatus#UNKNOWN_TO_SDK_VERSION} for one added
   * later.
   */
  public ModelInvocationJobStatus status() {
    ModelInvocationJobStatus status = job.status();
    return status == null ? ModelInvocationJobStatus.UNKNOWN_TO_SDK_VERSION : status;
  }

  /** Returns the status as the service spells it, such as {@code PartiallyCompleted}. */
  public String statusAsString() {
    return text(job.statusAsString());
  }

  /** Returns whether the job has ended: its status is terminal, or unknown with an end time. */
  public boolean isEnded() {
    boolean unknown = status() == ModelInvocationJobStatus.UNKNOWN_TO_SDK_VERSION;
    return hasResults() || WITHOUT_RESULTS.contains(status()) || (unknown && job.endTime() != null);
  }

  /**
   * Returns whether the job has ended with a status under which results may exist: completed,
   * partially completed or stopped.
   */
  public boolean hasResults() {
    return WITH_RESULTS.contains(status());
  }

  /** Returns the service's message, such as the reason of a failure. */
  public Optional<String> message() {
    return Optional.ofNullable(job.message());
  }

  /** Returns when the job was submitted. */
  public Optional<Instant> submitTime() {
    return Optional.ofNullable(job.submitTime());
  }

  /** Returns when the job last changed. */
  public Optional<Instant> lastModifiedTime() {
    return Optional.ofNullable(job.lastModifiedTime());
  }

  /** Returns when the job ended. */
  public Optional<Instant> endTime() {
    return Optional.ofNullable(job.endTime());
  }

  /** Returns when the job reaches its timeout. */
  public Optional<Instant> expirationTime() {
    return Optional.ofNullable(job.jobExpirationTime());
  }

  /** Returns the URI of the input file or folder. */
  public Optional<String> inputUri() {
    return Optional.ofNullable(job.inputDataConfig())
        .map(input -> input.s3InputDataConfig())
        .map(input -> input.s3Uri());
  }

  /** Returns the URI of the output folder, which other jobs may share. */
  public Optional<String> outputUri() {
    return Optional.ofNullable(job.outputDataConfig())
        .map(output -> output.s3OutputDataConfig())
        .map(output -> output.s3Uri());
  }

  /**
   * Returns the URI of the job's own folder below the output folder, with a trailing slash. It
   * holds a {@code .jsonl.out} file for each input file, and {@code manifest.json.out}.
   */
  public Optional<String> resultsUri() {
    return outputUri().map(uri -> uri + (uri.endsWith("/") ? "" : "/") + jobId() + "/");
  }

  /** Returns the idempotency token of the request. */
  public Optional<String> clientRequestToken() {
    return Optional.ofNullable(job.clientRequestToken());
  }

  /** Returns the number of records in the input. */
  public OptionalLong totalRecordCount() {
    return count("totalRecordCount");
  }

  /** Returns the number of records processed so far. */
  public OptionalLong processedRecordCount() {
    return count("processedRecordCount");
  }

  /** Returns the number of records embedded so far. */
  public OptionalLong successRecordCount() {
    return count("successRecordCount");
  }

  /** Returns the number of records that failed so far. */
  public OptionalLong errorRecordCount() {
    return count("errorRecordCount");
  }

  /** By name: the oldest supported AWS SDK has no accessor for it. */
  private OptionalLong count(String name) {
    return job.getValueForField(name, Long.class)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BatchJob that && job.equalsBySdkFields(that.job);
  }

  @Override
  public int hashCode() {
    return Objects.hash(jobArn(), statusAsString());
  }

  /** Returns the name, the status and the progress. */
  @Override
  public String toString() {
    String progress =
        processedRecordCount().isPresent() && totalRecordCount().isPresent()
            ? " " + processedRecordCount().getAsLong() + "/" + totalRecordCount().getAsLong()
            : "";
    return "BatchJob[" + orUnknown(jobName()) + ": " + orUnknown(statusAsString()) + progress + "]";
  }

  static String orUnknown(String text) {
    return text.isEmpty() ? "unknown" : text;
  }
}
