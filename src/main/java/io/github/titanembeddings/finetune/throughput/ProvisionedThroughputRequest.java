package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.internal.RequestCheck;
import io.github.titanembeddings.internal.Money;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provisioned throughput to be bought: its name, the model behind it, how many units of capacity.
 * Without commitment, unless one is set. Immutable and safe to share between threads.
 */
public final class ProvisionedThroughputRequest {
  private final String provisionedModelName;
  private final String modelId;
  private final int modelUnits;
  private final @Nullable CommitmentDuration commitmentDuration;
  private final Map<String, String> tags;
  private final @Nullable String clientRequestToken;
  private final @Nullable BigDecimal hourlyCost;

  private ProvisionedThroughputRequest(Builder builder) {
    provisionedModelName = Objects.requireNonNull(builder.provisionedModelName);
    modelId = Objects.requireNonNull(builder.modelId);
    modelUnits = builder.modelUnits;
    commitmentDuration = builder.commitmentDuration;
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(builder.tags));
    clientRequestToken = builder.clientRequestToken;
    hourlyCost = builder.hourlyCost;
  }

  /** Starts a request for one unit without commitment. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder()
        .provisionedModelName(provisionedModelName)
        .modelId(modelId)
        .modelUnits(modelUnits)
        .commitmentDuration(commitmentDuration)
        .tags(tags)
        .clientRequestToken(clientRequestToken)
        .hourlyCost(hourlyCost);
  }

  /** The throughput's name. */
  public String provisionedModelName() {
    return provisionedModelName;
  }

  /** The model behind it. */
  public String modelId() {
    return modelId;
  }

  /** How many model units. */
  public int modelUnits() {
    return modelUnits;
  }

  /** How long to commit oneself to pay; empty for no commitment. */
  public Optional<CommitmentDuration> commitmentDuration() {
    return Optional.ofNullable(commitmentDuration);
  }

  /** The throughput's tags. */
  public Map<String, String> tags() {
    return tags;
  }

  /** What makes the service see that two calls are one, if it was set. */
  public Optional<String> clientRequestToken() {
    return Optional.ofNullable(clientRequestToken);
  }

  /** What all the units cost an hour, by the caller's figure. */
  public Optional<BigDecimal> hourlyCost() {
    return Optional.ofNullable(hourlyCost);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProvisionedThroughputRequest that
        && provisionedModelName.equals(that.provisionedModelName)
        && modelId.equals(that.modelId)
        && modelUnits == that.modelUnits
        && commitmentDuration == that.commitmentDuration
        && tags.equals(that.tags)
        && Objects.equals(clientRequestToken, that.clientRequestToken)
        && Objects.equals(hourlyCost, that.hourlyCost);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        provisionedModelName,
        modelId,
        modelUnits,
        commitmentDuration,
        tags,
        clientRequestToken,
        hourlyCost);
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

  /** Collects a request. Null unsets a field. Not safe for use by several threads. */
  public static final class Builder {
    @Nullable public String provisionedModelName;
    @Nullable public String modelId;
    public int modelUnits = 1;
    @Nullable CommitmentDuration commitmentDuration;
    public final Map<String, String> tags = new LinkedHashMap<>();
    @Nullable public String clientRequestToken;
    @Nullable BigDecimal hourlyCost;

    private Builder() {}

    /**
     * The throughput's name: 1 to 63 letters and digits, each followed by at most one {@code _} or
     * {@code -}. Required.
     */
    public Builder provisionedModelName(@Nullable String provisionedModelName) {
      this.provisionedModelName = provisionedModelName;
      return this;
    }

    /**
     * Sets the model behind it: a custom model's ARN, or {@link FineTuningRequest#BASE_MODEL}.
     * Required.
     */
    public Builder modelId(@Nullable String modelId) {
      this.modelId = modelId;
      return this;
    }

    /** How many model units, at least 1, which is the default. */
    public Builder modelUnits(int modelUnits) {
      this.modelUnits = modelUnits;
      return this;
    }

    /**
     * Commits the account to pay for this long, whatever happens: the throughput can't be released
     * before. None by default.
     */
    public Builder commitmentDuration(@Nullable CommitmentDuration commitmentDuration) {
      this.commitmentDuration = commitmentDuration;
      return this;
    }

    /** The throughput's tags, in place of those set before; at most 200. */
    public Builder tags(Map<String, String> tags) {
      this.tags.clear();
      this.tags.putAll(tags);
      return this;
    }

    /**
     * What makes the service see that two calls are one. Each call has one of its own if it is
     * unset.
     */
    public Builder clientRequestToken(@Nullable String clientRequestToken) {
      this.clientRequestToken = clientRequestToken;
      return this;
    }

    /**
     * What all the units cost an hour, by your own figure in your currency. It is not sent: reports
     * show it with the elapsed time.
     *
     * @throws IllegalArgumentException if it is negative, above 1,000,000,000, or has more than 100
     *     decimals
     */
    public Builder hourlyCost(@Nullable BigDecimal hourlyCost) {
      this.hourlyCost = hourlyCost == null ? null : Money.requirePrice("hourlyCost", hourlyCost);
      return this;
    }

    /**
     * The finished request.
     *
     * @throws io.github.titanembeddings.exception.InvalidRequestException with all that is missing
     *     or against the service's rules
     */
    public ProvisionedThroughputRequest build() {
      RequestCheck.of(this).requireValid();
      return new ProvisionedThroughputRequest(this);
    }
  }
}
