package io.github.titanembeddings.finetune;

import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for provisioned throughput: name, model, model units, and optionally a commitment.
 * Immutable.
 *
 * <pre>{@code
 * ProvisionedThroughputRequest request =
 *     ProvisionedThroughputRequest.builder()
 *         .provisionedModelName("shop-words")
 *         .modelId(job.outputModelArn().orElseThrow())
 *         .build();
 * }</pre>
 */
public final class ProvisionedThroughputRequest {
  private final String provisionedModelName;
  private final String modelId;
  private final int modelUnits;
  private final @Nullable CommitmentDuration commitmentDuration;
  private final Map<String, String> tags;
  private final @Nullable String clientRequestToken;

  private ProvisionedThroughputRequest(Builder builder) {
    provisionedModelName = Objects.requireNonNull(builder.provisionedModelName);
    modelId = Objects.requireNonNull(builder.modelId);
    modelUnits = builder.modelUnits;
    commitmentDuration = builder.commitmentDuration;
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(builder.tags));
    clientRequestToken = builder.clientRequestToken;
  }

  /** Returns a new builder for one model unit without commitment. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    return new Builder()
        .provisionedModelName(provisionedModelName)
        .modelId(modelId)
        .modelUnits(modelUnits)
        .commitmentDuration(commitmentDuration)
        .tags(tags)
        .clientRequestToken(clientRequestToken);
  }

  /** Returns the name of the throughput. */
  public String provisionedModelName() {
    return provisionedModelName;
  }

  /** Returns the model of the throughput. */
  public String modelId() {
    return modelId;
  }

  /** Returns the number of model units. */
  public int modelUnits() {
    return modelUnits;
  }

  /** Returns the commitment; empty for none. */
  public Optional<CommitmentDuration> commitmentDuration() {
    return Optional.ofNullable(commitmentDuration);
  }

  /** Returns the tags of the throughput. */
  public Map<String, String> tags() {
    return tags;
  }

  /** Returns the idempotency token, if set. */
  public Optional<String> clientRequestToken() {
    return Optional.ofNullable(clientRequestToken);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProvisionedThroughputRequest that
        && provisionedModelName.equals(that.provisionedModelName)
        && modelId.equals(that.modelId)
        && modelUnits == that.modelUnits
        && commitmentDuration == that.commitmentDuration
        && tags.equals(that.tags)
        && Objects.equals(clientRequestToken, that.clientRequestToken);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        provisionedModelName, modelId, modelUnits, commitmentDuration, tags, clientRequestToken);
  }

  @Override
  public String toString() {
    return "ProvisionedThroughputRequest["
        + provisionedModelName
        + ", units: "
        + modelUnits
        + ", "
        + (commitmentDuration == null ? "no commitment" : commitmentDuration)
        + "]";
  }

  /**
   * Builder for {@link ProvisionedThroughputRequest}. Null unsets an optional value. Not
   * thread-safe.
   */
  public static final class Builder {
    private @Nullable String provisionedModelName;
    private @Nullable String modelId;
    private int modelUnits = 1;
    private @Nullable CommitmentDuration commitmentDuration;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private @Nullable String clientRequestToken;

    private Builder() {}

    /**
     * Sets the name of the throughput: 1 to 63 letters and digits, each followed by at most one
     * {@code _} or {@code -}. Required.
     */
    public Builder provisionedModelName(@Nullable String provisionedModelName) {
      this.provisionedModelName = provisionedModelName;
      return this;
    }

    /** Sets the model: a custom model's ARN, or {@link FineTuningRequest#BASE_MODEL}. Required. */
    public Builder modelId(@Nullable String modelId) {
      this.modelId = modelId;
      return this;
    }

    /** Sets the number of model units, at least 1; 1 by default. */
    public Builder modelUnits(int modelUnits) {
      this.modelUnits = modelUnits;
      return this;
    }

    /**
     * Commits the account to pay for the given duration; the throughput cannot be released earlier.
     * None by default.
     */
    public Builder commitmentDuration(@Nullable CommitmentDuration commitmentDuration) {
      this.commitmentDuration = commitmentDuration;
      return this;
    }

    /** Replaces the tags of the throughput; at most 200. */
    public Builder tags(Map<String, String> tags) {
      this.tags.clear();
      this.tags.putAll(tags);
      return this;
    }

    /** Sets the idempotency token; by default, each call has its own. */
    public Builder clientRequestToken(@Nullable String clientRequestToken) {
      this.clientRequestToken = clientRequestToken;
      return this;
    }

    /**
     * Builds the request.
     *
     * @throws io.github.titanembeddings.exception.InvalidRequestException with every missing or
     *     invalid value
     */
    public ProvisionedThroughputRequest build() {
      RequestCheck check = new RequestCheck();
      check.required("provisionedModelName", provisionedModelName, FieldRule.THROUGHPUT_NAME);
      check.required("modelId", modelId, FieldRule.THROUGHPUT_MODEL);
      if (modelUnits < 1) {
        check.add(
            "modelUnits",
            ViolationCodes.THROUGHPUT_UNITS_TOO_FEW,
            modelUnits + " units",
            "at least 1 unit",
            "request one or more");
      }
      check.tags("tags", tags);
      check.optional("clientRequestToken", clientRequestToken, FieldRule.CLIENT_TOKEN);
      check.requireValid();
      return new ProvisionedThroughputRequest(this);
    }
  }

  /** The duration of a commitment. */
  public enum CommitmentDuration {
    /** One month. */
    ONE_MONTH,
    /** Six months. */
    SIX_MONTHS
  }
}
