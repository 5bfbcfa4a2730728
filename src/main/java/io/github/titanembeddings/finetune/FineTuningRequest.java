package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.InvalidDatasetException;
import io.github.titanembeddings.finetune.internal.CheckedDataset;
import io.github.titanembeddings.finetune.internal.RequestCheck;
import io.github.titanembeddings.finetune.internal.RequestToken;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning job to be: what is trained on which data, under which names, by whose rights and
 * with which hyperparameters. The rules for its values are the service's own. Immutable and safe to
 * share between threads.
 */
public final class FineTuningRequest {
  /** The id of the model that is tuned; without {@code :0} it is the one that is invoked. */
  public static final String BASE_MODEL = "amazon.titan-embed-image-v1:0";

  private final String jobName;
  private final String customModelName;
  private final String roleArn;
  private final String baseModelIdentifier;
  private final String trainingDataUri;
  private final @Nullable String validationDataUri;
  private final String outputDataUri;
  private final HyperParameters hyperParameters;
  private final @Nullable String customModelKmsKeyId;
  private final @Nullable VpcConfig vpcConfig;
  private final Map<String, String> jobTags;
  private final Map<String, String> customModelTags;
  private final String clientRequestToken;

  private FineTuningRequest(Builder builder) {
    jobName = Objects.requireNonNull(builder.jobName);
    customModelName = Objects.requireNonNull(builder.customModelName);
    roleArn = Objects.requireNonNull(builder.roleArn);
    baseModelIdentifier = builder.baseModelIdentifier;
    trainingDataUri = Objects.requireNonNull(builder.trainingDataUri);
    validationDataUri = builder.validationDataUri;
    outputDataUri = Objects.requireNonNull(builder.outputDataUri);
    hyperParameters = builder.hyperParameters;
    customModelKmsKeyId = builder.customModelKmsKeyId;
    vpcConfig = builder.vpcConfig;
    jobTags = Collections.unmodifiableMap(builder.jobTags);
    customModelTags = Collections.unmodifiableMap(builder.customModelTags);
    clientRequestToken =
        builder.clientRequestToken == null ? RequestToken.of(this) : builder.clientRequestToken;
  }

  /** Starts a request. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts a request with the manifests of a checked set. Throws {@link InvalidDatasetException} if
   * it has errors, {@link InvalidRequestException} if it was not checked at {@code s3://} URIs.
   */
  public static Builder from(DatasetReport report) {
    return CheckedDataset.start(report);
  }

  /** A builder that starts with these values; a token that was derived is derived again. */
  public Builder toBuilder() {
    Builder builder =
        new Builder()
            .jobName(jobName)
            .customModelName(customModelName)
            .roleArn(roleArn)
            .baseModelIdentifier(baseModelIdentifier)
            .trainingDataUri(trainingDataUri)
            .outputDataUri(outputDataUri)
            .hyperParameters(hyperParameters)
            .customModelKmsKeyId(customModelKmsKeyId)
            .vpcConfig(vpcConfig)
            .jobTags(jobTags)
            .customModelTags(customModelTags)
            .clientRequestToken(
                clientRequestToken.equals(RequestToken.of(this)) ? null : clientRequestToken);
    return validationDataUri == null
        ? builder.withoutValidation()
        : builder.validationDataUri(validationDataUri);
  }

  /** The job's name, one in the account and region. */
  public String jobName() {
    return jobName;
  }

  /** The name of the model that the job makes. */
  public String customModelName() {
    return customModelName;
  }

  /** The role that the service assumes to read and write the data. */
  public String roleArn() {
    return roleArn;
  }

  /** The model that is tuned. */
  public String baseModelIdentifier() {
    return baseModelIdentifier;
  }

  /** The manifest of the training examples. */
  public String trainingDataUri() {
    return trainingDataUri;
  }

  /** The manifest of the validation examples; empty if it was left out knowingly. */
  public Optional<String> validationDataUri() {
    return Optional.ofNullable(validationDataUri);
  }

  /** The folder that the service writes metrics to. */
  public String outputDataUri() {
    return outputDataUri;
  }

  /** The hyperparameters. */
  public HyperParameters hyperParameters() {
    return hyperParameters;
  }

  /** The key that the tuned model is encrypted with, in place of one of AWS. */
  public Optional<String> customModelKmsKeyId() {
    return Optional.ofNullable(customModelKmsKeyId);
  }

  /** The VPC that the job runs in; empty if it runs in none of yours. */
  public Optional<VpcConfig> vpcConfig() {
    return Optional.ofNullable(vpcConfig);
  }

  /** The job's tags. */
  public Map<String, String> jobTags() {
    return jobTags;
  }

  /** The tuned model's tags. */
  public Map<String, String> customModelTags() {
    return customModelTags;
  }

  /**
   * What makes the service see that two calls are one; derived from all the other values unless it
   * was set, so the same request has the same token.
   */
  public String clientRequestToken() {
    return clientRequestToken;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FineTuningRequest that
        && clientRequestToken.equals(that.clientRequestToken)
        && RequestToken.values(this).equals(RequestToken.values(that));
  }

  @Override
  public int hashCode() {
    return Objects.hash(clientRequestToken, RequestToken.values(this));
  }

  @Override
  public String toString() {
    return "FineTuningRequest[" + jobName + " makes " + customModelName + "]";
  }

  /** Collects a request. Null unsets a field. Not safe for use by several threads. */
  public static final class Builder {
    @Nullable public String jobName;
    @Nullable public String customModelName;
    @Nullable public String roleArn;
    public String baseModelIdentifier = BASE_MODEL;
    @Nullable public String trainingDataUri;
    @Nullable public String validationDataUri;
    public boolean withoutValidation;
    @Nullable public String outputDataUri;
    HyperParameters hyperParameters = HyperParameters.defaults();
    @Nullable public String customModelKmsKeyId;
    @Nullable public VpcConfig vpcConfig;
    public Map<String, String> jobTags = Map.of();
    public Map<String, String> customModelTags = Map.of();
    @Nullable public String clientRequestToken;

    private Builder() {}

    /**
     * The job's name, one in the account and region: 1 to 63 letters, digits, {@code +}, {@code -}
     * and {@code .}, the first a letter or digit. Required.
     */
    public Builder jobName(@Nullable String jobName) {
      this.jobName = jobName;
      return this;
    }

    /**
     * The name of the model that the job makes: 1 to 63 letters and digits, each followed by at
     * most one {@code _} or {@code -}. Required.
     */
    public Builder customModelName(@Nullable String customModelName) {
      this.customModelName = customModelName;
      return this;
    }

    /** The ARN of the role that the service assumes to read and write the data. Required. */
    public Builder roleArn(@Nullable String roleArn) {
      this.roleArn = roleArn;
      return this;
    }

    /**
     * Sets the model to tune: {@link #BASE_MODEL}, which is the default, its ARN, or the ARN of a
     * custom model made from it.
     */
    public Builder baseModelIdentifier(String baseModelIdentifier) {
      this.baseModelIdentifier = Objects.requireNonNull(baseModelIdentifier, "baseModelIdentifier");
      return this;
    }

    /** The manifest of the training examples, {@code s3://bucket/train.jsonl}. Required. */
    public Builder trainingDataUri(@Nullable String trainingDataUri) {
      this.trainingDataUri = trainingDataUri;
      return this;
    }

    /**
     * The manifest of the validation examples, {@code s3://bucket/validation.jsonl}. Required,
     * unless {@link #withoutValidation()} is called.
     */
    public Builder validationDataUri(@Nullable String validationDataUri) {
      this.validationDataUri = validationDataUri;
      this.withoutValidation = false;
      return this;
    }

    /** Sends no validation examples; the service's documents disagree on whether it needs them. */
    public Builder withoutValidation() {
      this.validationDataUri = null;
      this.withoutValidation = true;
      return this;
    }

    /** The folder that the service writes metrics to, {@code s3://bucket/folder/}. Required. */
    public Builder outputDataUri(@Nullable String outputDataUri) {
      this.outputDataUri = outputDataUri;
      return this;
    }

    /** The hyperparameters; {@link HyperParameters#defaults()} by default. */
    public Builder hyperParameters(HyperParameters hyperParameters) {
      this.hyperParameters = Objects.requireNonNull(hyperParameters, "hyperParameters");
      return this;
    }

    /** The key to encrypt the tuned model with: its id, its alias, or the ARN of either. */
    public Builder customModelKmsKeyId(@Nullable String customModelKmsKeyId) {
      this.customModelKmsKeyId = customModelKmsKeyId;
      return this;
    }

    /** The VPC that the job runs in; none of yours by default. */
    public Builder vpcConfig(@Nullable VpcConfig vpcConfig) {
      this.vpcConfig = vpcConfig;
      return this;
    }

    /** The job's tags, in place of those set before; at most 200. */
    public Builder jobTags(Map<String, String> jobTags) {
      this.jobTags = new LinkedHashMap<>(jobTags);
      return this;
    }

    /** The tuned model's tags, in place of those set before; at most 200. */
    public Builder customModelTags(Map<String, String> customModelTags) {
      this.customModelTags = new LinkedHashMap<>(customModelTags);
      return this;
    }

    /** What makes the service see that two calls are one; derived from the request if unset. */
    public Builder clientRequestToken(@Nullable String clientRequestToken) {
      this.clientRequestToken = clientRequestToken;
      return this;
    }

    /**
     * The finished request.
     *
     * @throws InvalidRequestException with all that is missing or against the service's rules
     */
    public FineTuningRequest build() {
      RequestCheck.of(this).requireValid();
      return new FineTuningRequest(this);
    }
  }
}
