package io.github.titanembeddings.job;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.job.internal.RoleCheck;
import io.github.titanembeddings.job.internal.RolePolicies;
import io.github.titanembeddings.storage.S3Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/**
 * The trust and permission policies of a fine-tuning job's IAM service role, with the least
 * privilege for one dataset. Makes no calls. Immutable.
 *
 * <p>Only Amazon Bedrock can assume the role, for customization jobs of one account and region. The
 * role reads the manifests and image folders, reads and writes the output folder, lists nothing
 * else, and accesses buckets of one account only.
 *
 * <pre>{@code
 * ServiceRole role =
 *     ServiceRole.builder()
 *         .accountId("123456789012")
 *         .region(Region.US_EAST_1)
 *         .training("s3://shoes/train.jsonl")
 *         .images("s3://shoes/images/")
 *         .output("s3://shoes/output/")
 *         .build();
 * iam.createRole(r -> r.roleName("FineTuning").assumeRolePolicyDocument(role.trustPolicy()));
 * }</pre>
 */
public final class ServiceRole {
  private final RolePolicies values;

  private ServiceRole(RolePolicies values) {
    this.values = values;
  }

  /** Returns a new builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    Builder builder =
        builder()
            .accountId(values.accountId())
            .region(values.region())
            .bucketOwner(values.bucketOwner())
            .training(values.training().toString())
            .validation(values.validation() == null ? null : values.validation().toString())
            .output(values.output().toString())
            .kmsKeyArn(values.kmsKeyArn())
            .vpc(values.subnetIds(), values.securityGroupIds());
    values.images().forEach(uri -> builder.images(uri.toString()));
    return builder;
  }

  /** Returns the trust policy as JSON: Amazon Bedrock, for jobs of this account and region. */
  public String trustPolicy() {
    return values.trust();
  }

  /** Returns the permission policy as JSON. */
  public String permissionPolicy() {
    return values.permissions();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServiceRole that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "ServiceRole["
        + values.accountId()
        + " in "
        + values.region()
        + ", trains on "
        + values.training()
        + "]";
  }

  /** Builder for {@link ServiceRole}. Not thread-safe. */
  public static final class Builder {
    private @Nullable String accountId;
    private @Nullable Region region;
    private @Nullable String bucketOwner;
    private @Nullable String training;
    private @Nullable String validation;
    private final List<String> images = new ArrayList<>();
    private @Nullable String output;
    private @Nullable String kmsKeyArn;
    private List<String> subnetIds = List.of();
    private List<String> securityGroupIds = List.of();

    private Builder() {}

    /** Sets the account of the job and the role, 12 digits. Required. */
    public Builder accountId(String accountId) {
      this.accountId = Objects.requireNonNull(accountId, "accountId");
      return this;
    }

    /** Sets the region of the job, which also determines the partition of all ARNs. Required. */
    public Builder region(Region region) {
      this.region = Objects.requireNonNull(region, "region");
      return this;
    }

    /** Sets the account that owns the buckets, 12 digits; by default, or if null, the job's. */
    public Builder bucketOwner(@Nullable String accountId) {
      this.bucketOwner = accountId;
      return this;
    }

    /** Sets the training manifest, an {@code s3://} URI of one object. Required. */
    public Builder training(String s3Uri) {
      this.training = Objects.requireNonNull(s3Uri, "s3Uri");
      return this;
    }

    /** Sets the validation manifest, an {@code s3://} URI of one object; null for none. */
    public Builder validation(@Nullable String s3Uri) {
      this.validation = s3Uri;
      return this;
    }

    /** Adds an image folder, an {@code s3://} URI; everything below it is readable. Required. */
    public Builder images(String s3Uri) {
      this.images.add(Objects.requireNonNull(s3Uri, "s3Uri"));
      return this;
    }

    /** Sets the folder for the metrics, an {@code s3://} URI. Required. */
    public Builder output(String s3Uri) {
      this.output = Objects.requireNonNull(s3Uri, "s3Uri");
      return this;
    }

    /**
     * Sets the ARN of the customer managed key that encrypts the objects or the model; null for
     * none. The key policy must allow this role too.
     */
    public Builder kmsKeyArn(@Nullable String arn) {
      this.kmsKeyArn = arn;
      return this;
    }

    /** Sets the 1 to 16 subnets and 1 to 5 security groups of a job in a VPC. */
    public Builder vpc(List<String> subnetIds, List<String> securityGroupIds) {
      this.subnetIds = List.copyOf(subnetIds);
      this.securityGroupIds = List.copyOf(securityGroupIds);
      return this;
    }

    /**
     * Builds the role.
     *
     * @throws InvalidRequestException with every missing or invalid value
     */
    public ServiceRole build() {
      String trainingPath = "trainingDataConfig.s3Uri";
      String outputPath = "outputDataConfig.s3Uri";
      RequestCheck check = new RequestCheck();
      RoleCheck role = new RoleCheck(check);
      role.present("accountId", accountId);
      role.account("accountId", accountId);
      role.account("bucketOwner", bucketOwner);
      role.present("region", region);
      role.present(trainingPath, training);
      role.object(trainingPath, training);
      role.object("validationDataConfig.validators.s3Uri", validation);
      role.present(outputPath, output);
      role.uriOfJob(outputPath, output);
      role.images(images);
      role.key(kmsKeyArn, region);
      if (!subnetIds.isEmpty() || !securityGroupIds.isEmpty()) {
        check.vpc(subnetIds, securityGroupIds);
      }
      check.requireValid();
      String account = Objects.requireNonNull(accountId);
      return new ServiceRole(
          new RolePolicies(
              account,
              Objects.requireNonNull(region),
              Objects.requireNonNullElse(bucketOwner, account),
              S3Uri.of(Objects.requireNonNull(training)),
              validation == null ? null : S3Uri.of(validation),
              images.stream().map(RolePolicies::folder).toList(),
              RolePolicies.folder(Objects.requireNonNull(output)),
              kmsKeyArn,
              subnetIds,
              securityGroupIds));
    }
  }
}
