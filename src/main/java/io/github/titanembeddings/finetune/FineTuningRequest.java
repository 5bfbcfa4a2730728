package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.internal.job.RequestToken;
import io.github.titanembeddings.job.ServiceRole;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to fine-tune the model: job and model names, role, data, hyperparameters. Immutable.
 *
 * <pre>{@code
 * FineTuningRequest request =
 *     FineTuningRequest.from(report) // of DatasetValidator, checked at s3:// URIs
 *         .jobName("shop-words-1")
 *         .customModelName("shop-words")
 *         .roleArn("arn:aws:iam::123456789012:role/FineTuning")
 *         .outputDataUri("s3://bucket/output/")
 *         .build();
 * }</pre>
 */
public final class FineTuningRequest {
  /** The ID of the model to tune. To invoke the model, use the ID without {@code :0}. */
  public static final String BASE_MODEL = "amazon.titan-embed-image-v1:0";

  private static final String TRAINING_PATH = "trainingDataConfig.s3Uri";
  private static final String VALIDATION_PATH = "validationDataConfig.validators[0].s3Uri";

  private final String jobName;
  private final String customModelName;
  private final String roleArn;
  private final String baseModelIdentifier;
  private final String trainingDataUri;
  private final @Nullable String validationDataUri;
  private final String outputDataUri;
  private final HyperParameters hyperParameters;
  private final @Nullable String customModelKmsKeyId;
  private final List<String> subnetIds;
  private final List<String> securityGroupIds;
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
    subnetIds = builder.subnetIds;
    securityGroupIds = builder.securityGroupIds;
    jobTags = Collections.unmodifiableMap(builder.jobTags);
    customModelTags = Collections.unmodifiableMap(builder.customModelTags);
    clientRequestToken =
        builder.clientRequestToken == null ? RequestToken.of(values()) : builder.clientRequestToken;
  }

  /** Returns a new builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a new builder with the manifests of a validated dataset.
   *
   * @throws io.github.titanembeddings.finetune.dataset.InvalidDatasetException if the dataset has
   *     errors
   * @throws InvalidRequestException if a manifest was not validated at its {@code s3://} URI
   */
  public static Builder from(DatasetReport report) {
    DatasetReport valid = report.orThrow();
    List<Violation> found = new ArrayList<>();
    if (valid.trainingUri().isEmpty()) {
      found.add(notUploaded(TRAINING_PATH, valid.trainingLocation()));
    }
    Optional<String> validation = valid.validationLocation();
    if (validation.isPresent() && valid.validationUri().isEmpty()) {
      found.add(notUploaded(VALIDATION_PATH, validation.get()));
    }
    RequestCheck.requireValid(found);
    return builder()
        .trainingDataUri(valid.trainingUri().map(Object::toString).orElse(null))
        .validationDataUri(valid.validationUri().map(Object::toString).orElse(null));
  }

  private static Violation notUploaded(String path, String location) {
    return Violation.error(path, ViolationCodes.DATASET_NOT_UPLOADED)
        .actual("a manifest validated at " + FieldRule.shown(location))
        .limit("a manifest validated at its s3:// URI, where the service reads it")
        .remedy("upload it to Amazon S3 and validate it there")
        .build();
  }

  /**
   * Returns a builder with these values. A derived idempotency token is not copied: the new request
   * derives its own.
   */
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
            .vpc(subnetIds, securityGroupIds)
            .jobTags(jobTags)
            .customModelTags(customModelTags)
            .clientRequestToken(
                clientRequestToken.equals(RequestToken.of(values())) ? null : clientRequestToken);
    return validationDataUri == null
        ? builder.withoutValidation()
        : builder.validationDataUri(validationDataUri);
  }

  /** Returns the job name, unique in the account and region. */
  public String jobName() {
    return jobName;
  }

  /** Returns the name of the tuned model. */
  public String customModelName() {
    return customModelName;
  }

  /** Returns the ARN of the role that the service assumes to read and write the data. */
  public String roleArn() {
    return roleArn;
  }

  /** Returns the model to tune. */
  public String baseModelIdentifier() {
    return baseModelIdentifier;
  }

  /** Returns the URI of the training manifest. */
  public String trainingDataUri() {
    return trainingDataUri;
  }

  /** Returns the URI of the validation manifest; empty if intentionally omitted. */
  public Optional<String> validationDataUri() {
    return Optional.ofNullable(validationDataUri);
  }

  /** Returns the URI of the folder for the metrics. */
  public String outputDataUri() {
    return outputDataUri;
  }

  /** Returns the hyperparameters. */
  public HyperParameters hyperParameters() {
    return hyperParameters;
  }

  /** Returns the KMS key that encrypts the tuned model; empty for an AWS owned key. */
  public Optional<String> customModelKmsKeyId() {
    return Optional.ofNullable(customModelKmsKeyId);
  }

  /** Returns the subnets of the job's VPC; empty without one. */
  public List<String> subnetIds() {
    return subnetIds;
  }

  /** Returns the security groups of the job's VPC; empty without one. */
  public List<String> securityGroupIds() {
    return securityGroupIds;
  }

  /** Returns the tags of the job. */
  public Map<String, String> jobTags() {
    return jobTags;
  }

  /** Returns the tags of the tuned model. */
  public Map<String, String> customModelTags() {
    return customModelTags;
  }

  /** Returns the idempotency token; equal requests without an explicit token have the same one. */
  public String clientRequestToken() {
    return clientRequestToken;
  }

  /** All values except the token, in a fixed order. */
  private List<Object> values() {
    return List.of(
        jobName,
        customModelName,
        roleArn,
        baseModelIdentifier,
        trainingDataUri,
        validationDataUri(),
        outputDataUri,
        hyperParameters.asMap(),
        customModelKmsKeyId(),
        subnetIds,
        securityGroupIds,
        jobTags,
        customModelTags);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FineTuningRequest that
        && clientRequestToken.equals(that.clientRequestToken)
        && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return Objects.hash(clientRequestToken, values());
  }

  @Override
  public String toString() {
    return "FineTuningRequest[" + jobName + " makes " + customModelName + "]";
  }

  /** Builder for {@link FineTuningRequest}. Null unsets an optional value. Not thread-safe. */
  public static final class Builder {
    private @Nullable String jobName;
    private @Nullable String customModelName;
    private @Nullable String roleArn;
    private String baseModelIdentifier = BASE_MODEL;
    private @Nullable String trainingDataUri;
    private @Nullable String validationDataUri;
    private boolean withoutValidation;
    private @Nullable String outputDataUri;
    private HyperParameters hyperParameters = HyperParameters.defaults();
    private @Nullable String customModelKmsKeyId;
    private List<String> subnetIds = List.of();
    private List<String> securityGroupIds = List.of();
    private Map<String, String> jobTags = Map.of();
    private Map<String, String> customModelTags = Map.of();
    private @Nullable String clientRequestToken;

    private Builder() {}

    /**
     * Sets the job name, unique in the account and region: 1 to 63 letters, digits, {@code +},
     * {@code -} and {@code .}, starting with a letter or digit. Required.
     */
    public Builder jobName(@Nullable String jobName) {
      this.jobName = jobName;
      return this;
    }

    /**
     * Sets the name of the tuned model: 1 to 63 letters and digits, each followed by at most one
     * {@code _} or {@code -}. Required.
     */
    public Builder customModelName(@Nullable String customModelName) {
      this.customModelName = customModelName;
      return this;
    }

    /**
     * Sets the ARN of the role that the service assumes to read and write the data; {@link
     * ServiceRole} writes its policies. Required.
     */
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

    /** Sets the training manifest, such as {@code s3://bucket/train.jsonl}. Required. */
    public Builder trainingDataUri(@Nullable String trainingDataUri) {
      this.trainingDataUri = trainingDataUri;
      return this;
    }

    /**
     * Sets the validation manifest, such as {@code s3://bucket/validation.jsonl}. Required unless
     * {@link #withoutValidation()} is called.
     */
    public Builder validationDataUri(@Nullable String validationDataUri) {
      this.validationDataUri = validationDataUri;
      this.withoutValidation = false;
      return this;
    }

    /** Omits the validation set; the service's documents disagree on whether it is required. */
    public Builder withoutValidation() {
      this.validationDataUri = null;
      this.withoutValidation = true;
      return this;
    }

    /** Sets the folder for the metrics, such as {@code s3://bucket/folder/}. Required. */
    public Builder outputDataUri(@Nullable String outputDataUri) {
      this.outputDataUri = outputDataUri;
      return this;
    }

    /** Sets the hyperparameters; {@link HyperParameters#defaults()} by default. */
    public Builder hyperParameters(HyperParameters hyperParameters) {
      this.hyperParameters = Objects.requireNonNull(hyperParameters, "hyperParameters");
      return this;
    }

    /** Sets the KMS key that encrypts the tuned model: its ID, its alias, or the ARN of either. */
    public Builder customModelKmsKeyId(@Nullable String customModelKmsKeyId) {
      this.customModelKmsKeyId = customModelKmsKeyId;
      return this;
    }

    /** Runs the job in a VPC, with 1 to 16 subnets and 1 to 5 security groups; none by default. */
    public Builder vpc(List<String> subnetIds, List<String> securityGroupIds) {
      this.subnetIds = List.copyOf(subnetIds);
      this.securityGroupIds = List.copyOf(securityGroupIds);
      return this;
    }

    /** Replaces the tags of the job; at most 200. */
    public Builder jobTags(Map<String, String> jobTags) {
      this.jobTags = new LinkedHashMap<>(jobTags);
      return this;
    }

    /** Replaces the tags of the tuned model; at most 200. */
    public Builder customModelTags(Map<String, String> customModelTags) {
      this.customModelTags = new LinkedHashMap<>(customModelTags);
      return this;
    }

    /** Sets the idempotency token; derived from all other values by default. */
    public Builder clientRequestToken(@Nullable String clientRequestToken) {
      this.clientRequestToken = clientRequestToken;
      return this;
    }

    /**
     * Builds the request.
     *
     * @throws InvalidRequestException with every missing or invalid value
     */
    public FineTuningRequest build() {
      RequestCheck check = new RequestCheck();
      check.required("jobName", jobName, FieldRule.JOB_NAME);
      check.required("customModelName", customModelName, FieldRule.MODEL_NAME);
      check.required("roleArn", roleArn, FieldRule.ROLE);
      check.required("baseModelIdentifier", baseModelIdentifier, FieldRule.BASE_MODEL);
      check.required(TRAINING_PATH, trainingDataUri, FieldRule.S3_URI);
      if (!withoutValidation) {
        check.present(
            VALIDATION_PATH, validationDataUri, "set it, or call withoutValidation() to omit it");
      }
      check.optional(VALIDATION_PATH, validationDataUri, FieldRule.S3_URI);
      check.required("outputDataConfig.s3Uri", outputDataUri, FieldRule.S3_URI);
      check.optional("customModelKmsKeyId", customModelKmsKeyId, FieldRule.KMS_KEY);
      check.vpc(subnetIds, securityGroupIds);
      check.tags("jobTags", jobTags);
      check.tags("customModelTags", customModelTags);
      check.optional("clientRequestToken", clientRequestToken, FieldRule.CLIENT_TOKEN);
      check.requireValid();
      return new FineTuningRequest(this);
    }
  }
}
