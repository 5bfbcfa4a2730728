package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.finetune.internal.Characters;
import io.github.titanembeddings.model.ModelId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provisioned throughput as it was when the service was asked: capacity for one model, billed by
 * the hour until it is released. A plain value, which nothing happens to. Immutable and safe to
 * share between threads.
 */
public final class ProvisionedThroughput {
  private final String provisionedModelArn;
  private final String provisionedModelName;
  private final String status;
  private final int modelUnits;
  private final int desiredModelUnits;
  private final String modelArn;
  private final String desiredModelArn;
  private final @Nullable String failureMessage;
  private final @Nullable String commitmentDuration;
  private final @Nullable Instant commitmentExpirationTime;
  private final @Nullable Instant creationTime;

  private ProvisionedThroughput(Builder builder) {
    provisionedModelArn = builder.provisionedModelArn;
    provisionedModelName = builder.provisionedModelName;
    status = builder.status;
    modelUnits = builder.modelUnits;
    desiredModelUnits = builder.desiredModelUnits;
    modelArn = builder.modelArn;
    desiredModelArn = builder.desiredModelArn;
    failureMessage = builder.failureMessage;
    commitmentDuration = builder.commitmentDuration;
    commitmentExpirationTime = builder.commitmentExpirationTime;
    creationTime = builder.creationTime;
  }

  /** Starts a throughput of this ARN, name and state. */
  public static Builder builder(String arn, String name, String status) {
    return new Builder(arn, name, status);
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder(provisionedModelArn, provisionedModelName, status)
        .units(modelUnits, desiredModelUnits)
        .models(modelArn, desiredModelArn)
        .failureMessage(failureMessage)
        .commitment(commitmentDuration, commitmentExpirationTime)
        .creationTime(creationTime);
  }

  /** What a client is given to be answered by this throughput. */
  public ModelId modelId() {
    return ModelId.provisioned(provisionedModelArn);
  }

  /** The throughput's ARN. */
  public String provisionedModelArn() {
    return provisionedModelArn;
  }

  /** The throughput's name. */
  public String provisionedModelName() {
    return provisionedModelName;
  }

  /** The state; {@link ThroughputStatus#UNKNOWN_TO_SDK_VERSION} for one that can't be named. */
  public ThroughputStatus status() {
    return ThroughputStatus.of(status);
  }

  /** The state in the service's word, also one that this version can't name. */
  public String statusAsString() {
    return status;
  }

  /** Whether it answers with the model that it shall answer with. */
  public boolean isInService() {
    return status() == ThroughputStatus.IN_SERVICE
        && (desiredModelArn.isEmpty() || modelArn.equals(desiredModelArn));
  }

  /** How many model units there are. */
  public int modelUnits() {
    return modelUnits;
  }

  /** How many model units there shall be. */
  public int desiredModelUnits() {
    return desiredModelUnits;
  }

  /** The ARN of the model that answers. */
  public String modelArn() {
    return modelArn;
  }

  /** The ARN of the model that shall answer. */
  public String desiredModelArn() {
    return desiredModelArn;
  }

  /** Why it could not be made or changed, in the service's words. */
  public Optional<String> failureMessage() {
    return Optional.ofNullable(failureMessage);
  }

  /** How long somebody committed to pay for it, in the service's word; empty without commitment. */
  public Optional<String> commitmentDuration() {
    return Optional.ofNullable(commitmentDuration);
  }

  /** When the commitment ends; it can't be released before. */
  public Optional<Instant> commitmentExpirationTime() {
    return Optional.ofNullable(commitmentExpirationTime);
  }

  /** When it was made. */
  public Optional<Instant> creationTime() {
    return Optional.ofNullable(creationTime);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProvisionedThroughput that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(
        List.of(provisionedModelArn, provisionedModelName, status),
        List.of(modelUnits, desiredModelUnits, modelArn, desiredModelArn),
        List.of(failureMessage(), commitmentDuration(), commitmentExpirationTime()),
        creationTime());
  }

  /** The name, the ARN, the state and the units. */
  @Override
  public String toString() {
    return "ProvisionedThroughput["
        + Characters.orUnknown(provisionedModelName)
        + " ("
        + Characters.orUnknown(provisionedModelArn)
        + "): "
        + Characters.orUnknown(status)
        + ", units: "
        + modelUnits
        + "]";
  }

  /** Collects a throughput. Null unsets a field. Not safe for use by several threads. */
  public static final class Builder {
    private final String provisionedModelArn;
    private final String provisionedModelName;
    private final String status;
    private int modelUnits = 1;
    private int desiredModelUnits = 1;
    private String modelArn = "";
    private String desiredModelArn = "";
    private @Nullable String failureMessage;
    private @Nullable String commitmentDuration;
    private @Nullable Instant commitmentExpirationTime;
    private @Nullable Instant creationTime;

    private Builder(String arn, String name, String status) {
      this.provisionedModelArn = Objects.requireNonNull(arn, "arn");
      this.provisionedModelName = Objects.requireNonNull(name, "name");
      this.status = Objects.requireNonNull(status, "status");
    }

    /** How many model units there are and shall be; 1 by default. */
    public Builder units(int modelUnits, int desiredModelUnits) {
      this.modelUnits = modelUnits;
      this.desiredModelUnits = desiredModelUnits;
      return this;
    }

    /** The ARNs of the model that answers and of the one that shall. */
    public Builder models(String modelArn, String desiredModelArn) {
      this.modelArn = Objects.requireNonNull(modelArn, "modelArn");
      this.desiredModelArn = Objects.requireNonNull(desiredModelArn, "desiredModelArn");
      return this;
    }

    /** Why it could not be made or changed. */
    public Builder failureMessage(@Nullable String failureMessage) {
      this.failureMessage = failureMessage;
      return this;
    }

    /** How long somebody committed to pay for it, and until when. */
    public Builder commitment(@Nullable String duration, @Nullable Instant expirationTime) {
      this.commitmentDuration = duration;
      this.commitmentExpirationTime = expirationTime;
      return this;
    }

    /** When it was made. */
    public Builder creationTime(@Nullable Instant creationTime) {
      this.creationTime = creationTime;
      return this;
    }

    /** The finished throughput. */
    public ProvisionedThroughput build() {
      return new ProvisionedThroughput(this);
    }
  }
}
