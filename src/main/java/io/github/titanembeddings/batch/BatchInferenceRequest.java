package io.github.titanembeddings.batch;

import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.internal.job.RequestToken;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to embed the records of JSON Lines files in Amazon S3 as one batch job. Immutable.
 *
 * <pre>{@code
 * BatchInferenceRequest request =
 *     BatchInferenceRequest.builder()
 *         .jobName("catalog-1")
 *         .roleArn("arn:aws:iam::123456789012:role/Batch")
 *         .inputUri("s3://shop/catalog/input/")
 *         .outputUri("s3://shop/catalog/output/")
 *         .build();
 * }</pre>
 */
public final class BatchInferenceRequest {
  /** The ID of the base model. */
  public static final String BASE_MODEL = "amazon.titan-embed-image-v1";

  private static final String INPUT = "inputDataConfig.s3InputDataConfig.";
  private static final String OUTPUT = "outputDataConfig.s3OutputDataConfig.";
  private static final int REGION_OF_ARN = 3;
  private static final Duration MIN_TIMEOUT = Duration.ofDays(1);
  private static final Duration MAX_TIMEOUT = Duration.ofDays(7);

  /** From https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-supported.html. */
  private static final Set<String> CUSTOM_MODEL_REGIONS = Set.of("us-east-1", "us-west-2");

  private final String jobName;
  private final String modelId;
  private final String roleArn;
  private final String inputUri;
  private final @Nullable String inputBucketOwner;
  private final String outputUri;
  private final @Nullable String outputBucketOwner;
  private final @Nullable String outputKmsKeyId;
  private final @Nullable Duration timeout;
  private final List<String> subnetIds;
  private final List<String> securityGroupIds;
  private final Map<String, String> tags;
  private final String clientRequestToken;

  private BatchInferenceRequest(Builder builder) {
    jobName = Objects.requireNonNull(builder.jobName);
    modelId = builder.modelId;
    roleArn = Objects.requireNonNull(builder.roleArn);
    inputUri = Objects.requireNonNull(builder.inputUri);
    inputBucketOwner = builder.inputBucketOwner;
    outputUri = Objects.requireNonNull(builder.outputUri);
    outputBucketOwner = builder.outputBucketOwner;
    outputKmsKeyId = builder.outputKmsKeyId;
    timeout = builder.timeout;
    subnetIds = builder.subnetIds;
    securityGroupIds = builder.securityGroupIds;
    tags = Collections.unmodifiableMap(builder.tags);
    clientRequestToken =
        builder.clientRequestToken == null ? RequestToken.of(values()) : builder.clientRequestToken;
  }

  /** Returns a new builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder with these values. A derived idempotency token is not copied: the new request
   * derives its own.
   */
  public Builder toBuilder() {
    return new Builder()
        .jobName(jobName)
        .modelId(modelId)
        .roleArn(roleArn)
        .inputUri(inputUri)
        .inputBucketOwner(inputBucketOwner)
        .outputUri(outputUri)
        .outputBucketOwner(outputBucketOwner)
        .outputKmsKeyId(outputKmsKeyId)
        .timeout(timeout)
        .vpc(subnetIds, securityGroupIds)
        .tags(tags)
        .clientRequestToken(
            clientRequestToken.equals(RequestToken.of(values())) ? null : clientRequestToken);
  }

  /** Returns the job name, unique in the account and region. */
  public String jobName() {
    return jobName;
  }

  /** Returns the ID or ARN of the model. */
  public String modelId() {
    return modelId;
  }

  /** Returns the ARN of the role that the service assumes to read and write the files. */
  public String roleArn() {
    return roleArn;
  }

  /** Returns the URI of the input file or folder. */
  public String inputUri() {
    return inputUri;
  }

  /** Returns the account that owns the input bucket; empty for the job's. */
  public Optional<String> inputBucketOwner() {
    return Optional.ofNullable(inputBucketOwner);
  }

  /** Returns the URI of the output folder. */
  public String outputUri() {
    return outputUri;
  }

  /** Returns the account that owns the output bucket; empty for the job's. */
  public Optional<String> outputBucketOwner() {
    return Optional.ofNullable(outputBucketOwner);
  }

  /** Returns the KMS key that encrypts the output; empty for the bucket's default. */
  public Optional<String> outputKmsKeyId() {
    return Optional.ofNullable(outputKmsKeyId);
  }

  /** Returns the timeout of the job; empty for the service's default. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /** Returns the subnets of the job's VPC; empty without a VPC. */
  public List<String> subnetIds() {
    return subnetIds;
  }

  /** Returns the security groups of the job's VPC; empty without a VPC. */
  public List<String> securityGroupIds() {
    return securityGroupIds;
  }

  /** Returns the tags of the job. */
  public Map<String, String> tags() {
    return tags;
  }

  /** Returns the idempotency token: equal requests without an explicit one have the same. */
  public String clientRequestToken() {
    return clientRequestToken;
  }

  /** Returns the region in the ARN of a custom model; empty for another model. */
  static Optional<String> customModelRegion(String modelId) {
    return modelId.contains(":custom-model/")
        ? Optional.of(modelId.split(":", -1)[REGION_OF_ARN])
        : Optional.empty();
  }

  /** All values except the token, in a fixed order. */
  private List<Object> values() {
    return List.of(
        jobName,
        modelId,
        roleArn,
        inputUri,
        inputBucketOwner(),
        outputUri,
        outputBucketOwner(),
        outputKmsKeyId(),
        timeout(),
        subnetIds,
        securityGroupIds,
        tags);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BatchInferenceRequest that
        && clientRequestToken.equals(that.clientRequestToken)
        && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return Objects.hash(clientRequestToken, values());
  }

  @Override
  public String toString() {
    return "BatchInferenceRequest[" + jobName + " embeds " + inputUri + "]";
  }

  /** Builder for {@link BatchInferenceRequest}. Null unsets an optional value. Not thread-safe. */
  public static final class Builder {
    private @Nullable String jobName;
    private String modelId = BASE_MODEL;
    private @Nullable String roleArn;
    private @Nullable String inputUri;
    private @Nullable String inputBucketOwner;
    private @Nullable String outputUri;
    private @Nullable String outputBucketOwner;
    private @Nullable String outputKmsKeyId;
    private @Nullable Duration timeout;
    private List<String> subnetIds = List.of();
    private List<String> securityGroupIds = List.of();
    private Map<String, String> tags = Map.of();
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
     * Sets the model: {@link #BASE_MODEL}, which is the default, the ID or ARN of another Titan
     * embedding model, or the ARN of a custom model in us-east-1 or us-west-2, which needs no
     * provisioned throughput in a batch job.
     */
    public Builder modelId(String modelId) {
      this.modelId = Objects.requireNonNull(modelId, "modelId");
      return this;
    }

    /**
     * Sets the ARN of the role that the service assumes to read and write the files; {@link
     * io.github.titanembeddings.job.ServiceRole} writes its policies. Required.
     */
    public Builder roleArn(@Nullable String roleArn) {
      this.roleArn = roleArn;
      return this;
    }

    /**
     * Sets the input: one {@code .jsonl} file, or a folder of such files and nothing else.
     * Required.
     */
    public Builder inputUri(@Nullable String inputUri) {
      this.inputUri = inputUri;
      return this;
    }

    /** Sets the account that owns the input bucket, 12 digits, if it is not the job's. */
    public Builder inputBucketOwner(@Nullable String inputBucketOwner) {
      this.inputBucketOwner = inputBucketOwner;
      return this;
    }

    /**
     * Sets the output folder, outside the input folder; each job writes to a folder of its own
     * below it. Required.
     */
    public Builder outputUri(@Nullable String outputUri) {
      this.outputUri = outputUri;
      return this;
    }

    /** Sets the account that owns the output bucket, 12 digits, if it is not the job's. */
    public Builder outputBucketOwner(@Nullable String outputBucketOwner) {
      this.outputBucketOwner = outputBucketOwner;
      return this;
    }

    /** Sets the KMS key that encrypts the output: its ID, its alias, or the ARN of either. */
    public Builder outputKmsKeyId(@Nullable String outputKmsKeyId) {
      this.outputKmsKeyId = outputKmsKeyId;
      return this;
    }

    /** Sets the timeout of the job, 24 to 168 whole hours; the service's default if unset. */
    public Builder timeout(@Nullable Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    /** Sets the 1 to 16 subnets and 1 to 5 security groups of a job in a VPC; none by default. */
    public Builder vpc(List<String> subnetIds, List<String> securityGroupIds) {
      this.subnetIds = List.copyOf(subnetIds);
      this.securityGroupIds = List.copyOf(securityGroupIds);
      return this;
    }

    /** Replaces the tags of the job; at most 200. */
    public Builder tags(Map<String, String> tags) {
      this.tags = new LinkedHashMap<>(tags);
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
     * @throws io.github.titanembeddings.exception.InvalidRequestException with every missing or
     *     invalid value
     */
    public BatchInferenceRequest build() {
      RequestCheck check = new RequestCheck();
      check.required("jobName", jobName, FieldRule.JOB_NAME);
      if (check.required("modelId", modelId, FieldRule.BATCH_MODEL)) {
        checkRegion(check);
      }
      check.required("roleArn", roleArn, FieldRule.ROLE);
      check.required(INPUT + "s3Uri", inputUri, FieldRule.S3_URI);
      check.optional(INPUT + "s3BucketOwner", inputBucketOwner, FieldRule.ACCOUNT_ID);
      check.required(OUTPUT + "s3Uri", outputUri, FieldRule.S3_URI);
      check.optional(OUTPUT + "s3BucketOwner", outputBucketOwner, FieldRule.ACCOUNT_ID);
      check.optional(OUTPUT + "s3EncryptionKeyId", outputKmsKeyId, FieldRule.KMS_KEY);
      checkTimeout(check);
      check.vpc(subnetIds, securityGroupIds);
      check.tags("tags", tags);
      check.optional("clientRequestToken", clientRequestToken, FieldRule.CLIENT_TOKEN);
      check.requireValid();
      return new BatchInferenceRequest(this);
    }

    private void checkRegion(RequestCheck check) {
      String region = customModelRegion(modelId).orElse("us-east-1");
      if (!CUSTOM_MODEL_REGIONS.contains(region)) {
        check.add(
            "modelId",
            ViolationCodes.BATCH_MODEL_REGION,
            "a custom model in " + region,
            "us-east-1 or us-west-2, which offer batch jobs for custom models",
            "copy the model to one of them");
      }
    }

    private void checkTimeout(RequestCheck check) {
      if (timeout != null
          && (!timeout.equals(Duration.ofHours(timeout.toHours()))
              || timeout.compareTo(MIN_TIMEOUT) < 0
              || timeout.compareTo(MAX_TIMEOUT) > 0)) {
        check.add(
            "timeoutDurationInHours",
            ViolationCodes.BATCH_TIMEOUT_INVALID,
            timeout.toString(),
            "24 to 168 whole hours",
            "change it, or leave it unset for the service's default");
      }
    }
  }
}
