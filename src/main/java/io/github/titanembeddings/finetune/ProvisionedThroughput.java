package io.github.titanembeddings.finetune;

import io.github.titanembeddings.model.ModelId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.GetProvisionedModelThroughputResponse;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelStatus;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelSummary;

/**
 * A snapshot of a provisioned throughput: capacity for one model, billed by the hour until it is
 * released. A plain value: discarding it releases nothing. Immutable. Members that the service
 * omits are empty.
 *
 * <pre>{@code
 * ProvisionedThroughput throughput = throughputs.describe("shop-words");
 * TitanEmbeddingsClient tuned = titan.withModel(throughput.modelId());
 * }</pre>
 */
public final class ProvisionedThroughput {
  private final GetProvisionedModelThroughputResponse throughput;

  private ProvisionedThroughput(GetProvisionedModelThroughputResponse throughput) {
    this.throughput = throughput;
  }

  /** Returns the throughput in a response of the AWS SDK, such as one that a test builds. */
  public static ProvisionedThroughput of(GetProvisionedModelThroughputResponse response) {
    return new ProvisionedThroughput(Objects.requireNonNull(response, "response"));
  }

  /** Returns the throughput in a list response of the AWS SDK. */
  public static ProvisionedThroughput of(ProvisionedModelSummary summary) {
    return of(
        GetProvisionedModelThroughputResponse.builder()
            .provisionedModelArn(summary.provisionedModelArn())
            .provisionedModelName(summary.provisionedModelName())
            .status(summary.statusAsString())
            .modelUnits(summary.modelUnits())
            .desiredModelUnits(summary.desiredModelUnits())
            .modelArn(summary.modelArn())
            .desiredModelArn(summary.desiredModelArn())
            .foundationModelArn(summary.foundationModelArn())
            .commitmentDuration(summary.commitmentDurationAsString())
            .commitmentExpirationTime(summary.commitmentExpirationTime())
            .creationTime(summary.creationTime())
            .lastModifiedTime(summary.lastModifiedTime())
            .build());
  }

  /**
   * Returns the model ID that an embeddings client needs to use this throughput.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if {@link
   *     #provisionedModelArn()} is not the ARN of a throughput, which the service does not return
   */
  public ModelId modelId() {
    return ModelId.provisioned(provisionedModelArn());
  }

  /** Returns the throughput's ARN. */
  public String provisionedModelArn() {
    return text(throughput.provisionedModelArn());
  }

  /** Returns the throughput's name. */
  public String provisionedModelName() {
    return text(throughput.provisionedModelName());
  }

  /** Returns the status; {@code UNKNOWN_TO_SDK_VERSION} for one added later. */
  public ProvisionedModelStatus status() {
    return Objects.requireNonNullElse(
        throughput.status(), ProvisionedModelStatus.UNKNOWN_TO_SDK_VERSION);
  }

  /** Returns the status as the service spells it, such as {@code InService}. */
  public String statusAsString() {
    return text(throughput.statusAsString());
  }

  /** Returns whether it serves its desired model. */
  public boolean isInService() {
    return status() == ProvisionedModelStatus.IN_SERVICE
        && (desiredModelArn().isEmpty() || modelArn().equals(desiredModelArn()));
  }

  /** Returns the number of model units; 0 if not reported. */
  public int modelUnits() {
    return Objects.requireNonNullElse(throughput.modelUnits(), 0);
  }

  /** Returns the desired number of model units; 0 if not reported. */
  public int desiredModelUnits() {
    return Objects.requireNonNullElse(throughput.desiredModelUnits(), 0);
  }

  /** Returns the ARN of the model that it serves. */
  public String modelArn() {
    return text(throughput.modelArn());
  }

  /** Returns the ARN of the model that it is requested to serve. */
  public String desiredModelArn() {
    return text(throughput.desiredModelArn());
  }

  /** Returns the service's reason for a failure. */
  public Optional<String> failureMessage() {
    return Optional.ofNullable(throughput.failureMessage());
  }

  /** Returns the commitment as the service spells it, such as {@code OneMonth}; empty for none. */
  public Optional<String> commitmentDuration() {
    return Optional.ofNullable(throughput.commitmentDurationAsString());
  }

  /** Returns when the commitment ends; the throughput cannot be released earlier. */
  public Optional<Instant> commitmentExpirationTime() {
    return Optional.ofNullable(throughput.commitmentExpirationTime());
  }

  /** Returns when it was created. */
  public Optional<Instant> creationTime() {
    return Optional.ofNullable(throughput.creationTime());
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  private static String orUnknown(String text) {
    return text.isEmpty() ? "unknown" : text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProvisionedThroughput that
        && throughput.equalsBySdkFields(that.throughput);
  }

  @Override
  public int hashCode() {
    return Objects.hash(provisionedModelArn(), statusAsString());
  }

  /** Returns the name, ARN, status and model units. */
  @Override
  public String toString() {
    return "ProvisionedThroughput["
        + orUnknown(provisionedModelName())
        + " ("
        + orUnknown(provisionedModelArn())
        + "): "
        + orUnknown(statusAsString())
        + ", units: "
        + modelUnits()
        + "]";
  }
}
