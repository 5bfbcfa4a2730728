package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.internal.role.PolicyWriter;
import io.github.titanembeddings.finetune.internal.role.RoleInput;
import io.github.titanembeddings.finetune.internal.role.RoleStatements;
import io.github.titanembeddings.storage.S3Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/**
 * The IAM service role of a fine-tuning job, as the two JSON policies to create it with: who may
 * assume it, and the least it has to be allowed for one dataset. Makes no calls.
 *
 * <p>It may be assumed by Amazon Bedrock alone, for customization jobs of one account in one
 * region. It reads the manifests and the folders of images, writes and reads the output folder,
 * lists nothing else, and does so only in buckets of one account. Immutable and safe to share
 * between threads.
 */
public final class ServiceRole {
  private final String accountId;
  private final Region region;
  private final String bucketOwner;
  private final S3Uri training;
  private final @Nullable S3Uri validation;
  private final List<S3Uri> images;
  private final S3Uri output;
  private final @Nullable String kmsKeyArn;
  private final List<String> subnetIds;
  private final List<String> securityGroupIds;

  private ServiceRole(Builder builder) {
    accountId = Objects.requireNonNull(builder.accountId);
    region = Objects.requireNonNull(builder.region);
    bucketOwner = Objects.requireNonNullElse(builder.bucketOwner, accountId);
    training = S3Uri.of(Objects.requireNonNull(builder.training));
    validation = builder.validation == null ? null : S3Uri.of(builder.validation);
    images = builder.images.stream().map(RoleInput::folder).toList();
    output = RoleInput.folder(Objects.requireNonNull(builder.output));
    kmsKeyArn = builder.kmsKeyArn;
    subnetIds = List.copyOf(builder.subnetIds);
    securityGroupIds = List.copyOf(builder.securityGroupIds);
  }

  /** Starts a role. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder =
        builder()
            .accountId(accountId)
            .region(region)
            .bucketOwner(bucketOwner)
            .training(training.toString())
            .validation(validation == null ? null : validation.toString())
            .output(output.toString())
            .kmsKeyArn(kmsKeyArn)
            .vpc(subnetIds, securityGroupIds);
    images.forEach(uri -> builder.images(uri.toString()));
    return builder;
  }

  /** The trust policy, JSON: only Amazon Bedrock, for jobs of this account and region. */
  public String trustPolicy() {
    return PolicyWriter.trust("bedrock.amazonaws.com", new RoleStatements(this).trustConditions());
  }

  /** The permission policy, JSON: what the job does with this dataset and nothing more. */
  public String permissionPolicy() {
    return PolicyWriter.permissions(new RoleStatements(this).all());
  }

  /** The account of the job and the role, 12 digits. */
  public String accountId() {
    return accountId;
  }

  /** The region of the job. */
  public Region region() {
    return region;
  }

  /** The account that owns the buckets, 12 digits. */
  public String bucketOwner() {
    return bucketOwner;
  }

  /** The training manifest. */
  public S3Uri training() {
    return training;
  }

  /** The validation manifest, if there is one. */
  public Optional<S3Uri> validation() {
    return Optional.ofNullable(validation);
  }

  /** The folders of images that may be read; each ends in a slash, or is a whole bucket. */
  public List<S3Uri> images() {
    return images;
  }

  /** The folder that the job writes to; ends in a slash, or is a whole bucket. */
  public S3Uri output() {
    return output;
  }

  /** The key that the data and the model are encrypted with, if there is one. */
  public Optional<String> kmsKeyArn() {
    return Optional.ofNullable(kmsKeyArn);
  }

  /** The subnets that the job reaches its data through; none without a VPC. */
  public List<String> subnetIds() {
    return subnetIds;
  }

  /** The security groups of the job in its VPC; none without a VPC. */
  public List<String> securityGroupIds() {
    return securityGroupIds;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServiceRole that && fields().equals(that.fields());
  }

  @Override
  public int hashCode() {
    return fields().hashCode();
  }

  private List<Object> fields() {
    List<Object> fields =
        new ArrayList<>(
            List.of(accountId, region, bucketOwner, training, images, output, subnetIds));
    fields.add(securityGroupIds);
    fields.add(validation());
    fields.add(kmsKeyArn());
    return fields;
  }

  @Override
  public String toString() {
    return "ServiceRole[" + accountId + " in " + region + ", trains on " + training + "]";
  }

  /** Collects what the role is for. Not safe for use by several threads. */
  public static final class Builder {
    @Nullable public String accountId;
    @Nullable public Region region;
    @Nullable public String bucketOwner;
    @Nullable public String training;
    @Nullable public String validation;
    public final List<String> images = new ArrayList<>();
    @Nullable public String output;
    @Nullable public String kmsKeyArn;
    public List<String> subnetIds = List.of();
    public List<String> securityGroupIds = List.of();

    private Builder() {}

    /** The account of the job and the role, 12 digits. */
    public Builder accountId(String accountId) {
      this.accountId = Objects.requireNonNull(accountId, "accountId");
      return this;
    }

    /** The region of the job; it decides the partition of all ARNs too. */
    public Builder region(Region region) {
      this.region = Objects.requireNonNull(region, "region");
      return this;
    }

    /** The account that owns the buckets, 12 digits; that of the job if null or not set. */
    public Builder bucketOwner(@Nullable String accountId) {
      this.bucketOwner = accountId;
      return this;
    }

    /** The {@code s3://} URI of the training manifest, one object. */
    public Builder training(String s3Uri) {
      this.training = Objects.requireNonNull(s3Uri, "s3Uri");
      return this;
    }

    /** The {@code s3://} URI of the validation manifest, one object; none if null. */
    public Builder validation(@Nullable String s3Uri) {
      this.validation = s3Uri;
      return this;
    }

    /** The {@code s3://} URI of one more folder in which images lie, with all below it. */
    public Builder images(String s3Uri) {
      this.images.add(Objects.requireNonNull(s3Uri, "s3Uri"));
      return this;
    }

    /** The {@code s3://} URI of the folder that the job writes its metrics to. */
    public Builder output(String s3Uri) {
      this.output = Objects.requireNonNull(s3Uri, "s3Uri");
      return this;
    }

    /**
     * The ARN of the customer managed key that the objects or the model are encrypted with; none if
     * null. The key's own policy must let this role use it too.
     */
    public Builder kmsKeyArn(@Nullable String arn) {
      this.kmsKeyArn = arn;
      return this;
    }

    /**
     * The subnets, 1 to 16, and security groups, 1 to 5, of a job in a VPC; else two empty lists.
     */
    public Builder vpc(List<String> subnetIds, List<String> securityGroupIds) {
      this.subnetIds = List.copyOf(subnetIds);
      this.securityGroupIds = List.copyOf(securityGroupIds);
      return this;
    }

    /**
     * The finished role.
     *
     * @throws InvalidRequestException with all that is missing or malformed
     */
    public ServiceRole build() {
      new RoleInput(this).check();
      return new ServiceRole(this);
    }
  }
}
