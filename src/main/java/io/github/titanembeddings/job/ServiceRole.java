package io.github.titanembeddings.job;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.job.internal.RolePolicies;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/**
 * The trust and permission policies of the IAM service role of fine-tuning or batch jobs, and the
 * permission policy of the identity that runs the jobs, limited to the privileges that one input
 * needs. Makes no calls. Immutable.
 *
 * <p>Only Amazon Bedrock can assume the role, for jobs of one kind, account and region. The role
 * reads the input, reads and writes the output folder, lists nothing else, and accesses buckets of
 * one account only. The input is the manifests and image folders of fine-tuning, or the {@code
 * .jsonl} files of batch inference.
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
 *
 * @param trustPolicy the trust policy as JSON: Amazon Bedrock, for jobs of this account and region
 * @param permissionPolicy the permission policy of the role as JSON
 * @param callerPolicy the permission policy, as JSON, of the identity that uploads the input, runs
 *     jobs with the role and reads the output. It includes {@code s3:AbortMultipartUpload} and
 *     {@code s3:ListBucketMultipartUploads}, which a resumed run needs to remove unfinished
 *     uploads, and for fine-tuning {@code bedrock:GetFoundationModel}, which {@code preflight}
 *     calls
 */
public record ServiceRole(String trustPolicy, String permissionPolicy, String callerPolicy) {
  public ServiceRole {
    Objects.requireNonNull(trustPolicy, "trustPolicy");
    Objects.requireNonNull(permissionPolicy, "permissionPolicy");
    Objects.requireNonNull(callerPolicy, "callerPolicy");
  }

  /** Returns a new builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** Builder for {@link ServiceRole}. Not thread-safe. */
  public static final class Builder {
    private static final String KEY_PATH = "customModelKmsKeyId";
    private static final int REGION_OF_ARN = 3;

    private @Nullable String accountId;
    private @Nullable Region region;
    private @Nullable String bucketOwner;
    private @Nullable String training;
    private @Nullable String validation;
    private final List<String> images = new ArrayList<>();
    private @Nullable String batchInput;
    private @Nullable String output;
    private String roleName = "*";
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

    /** Sets the name of the role, which the caller may pass to jobs; any role by default. */
    public Builder roleName(String roleName) {
      this.roleName = Objects.requireNonNull(roleName, "roleName");
      return this;
    }

    /**
     * Sets the input of batch jobs, an {@code s3://} URI of a {@code .jsonl} object or of a folder.
     * Required for batch jobs, whose roles have no manifests and no image folders.
     */
    public Builder batchInput(@Nullable String s3Uri) {
      this.batchInput = s3Uri;
      return this;
    }

    /** Sets the training manifest, an {@code s3://} URI of one object. Required for fine-tuning. */
    public Builder training(String s3Uri) {
      this.training = Objects.requireNonNull(s3Uri, "s3Uri");
      return this;
    }

    /** Sets the validation manifest, an {@code s3://} URI of one object; null for none. */
    public Builder validation(@Nullable String s3Uri) {
      this.validation = s3Uri;
      return this;
    }

    /**
     * Adds an image folder, an {@code s3://} URI; everything below it is readable. Required for
     * fine-tuning.
     */
    public Builder images(String s3Uri) {
      this.images.add(Objects.requireNonNull(s3Uri, "s3Uri"));
      return this;
    }

    /** Sets the folder for the metrics or the results, an {@code s3://} URI. Required. */
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
      RequestCheck check = new RequestCheck();
      check.required("accountId", accountId, FieldRule.ACCOUNT_ID);
      check.optional("bucketOwner", bucketOwner, FieldRule.ACCOUNT_ID);
      check.present("region", region, "set it");
      if (batchInput == null) {
        checkDataset(check);
      } else {
        checkBatchInput(check, batchInput);
      }
      String outputPath = "outputDataConfig.s3Uri";
      if (check.required(outputPath, output, FieldRule.S3_URI)) {
        checkUri(check, outputPath, Objects.requireNonNull(output), false);
      }
      if (check.optional(KEY_PATH, kmsKeyArn, FieldRule.KMS_KEY)) {
        checkKey(check, Objects.requireNonNull(kmsKeyArn));
      }
      check.vpc(subnetIds, securityGroupIds);
      check.requireValid();
      RolePolicies policies = policies(Objects.requireNonNull(accountId));
      return new ServiceRole(policies.trust(), policies.permissions(), policies.caller());
    }

    private RolePolicies policies(String account) {
      List<S3Uri> objects = new ArrayList<>();
      List<S3Uri> folders = new ArrayList<>(images.stream().map(RolePolicies::folder).toList());
      Stream.of(training, validation)
          .flatMap(Stream::ofNullable)
          .forEach(uri -> objects.add(S3Uri.of(uri)));
      if (batchInput != null && batchInput.endsWith(".jsonl")) {
        objects.add(S3Uri.of(batchInput));
      } else if (batchInput != null) {
        folders.add(RolePolicies.folder(batchInput));
      }
      return new RolePolicies(
          account,
          Objects.requireNonNull(region),
          Objects.requireNonNullElse(bucketOwner, account),
          objects,
          folders,
          RolePolicies.folder(Objects.requireNonNull(output)),
          batchInput == null ? RolePolicies.JobKind.FINE_TUNING : RolePolicies.JobKind.BATCH,
          roleName,
          kmsKeyArn,
          subnetIds,
          securityGroupIds);
    }

    private void checkDataset(RequestCheck check) {
      String trainingPath = "trainingDataConfig.s3Uri";
      String validationPath = "validationDataConfig.validators.s3Uri";
      if (check.required(trainingPath, training, FieldRule.S3_URI)) {
        checkUri(check, trainingPath, Objects.requireNonNull(training), true);
      }
      if (check.optional(validationPath, validation, FieldRule.S3_URI)) {
        checkUri(check, validationPath, Objects.requireNonNull(validation), true);
      }
      check.present("image-ref", images.isEmpty() ? null : images, "add folders with images(...)");
      images.forEach(uri -> checkUri(check, "image-ref", uri, false));
    }

    private void checkBatchInput(RequestCheck check, String uri) {
      String path = "inputDataConfig.s3Uri";
      if (check.optional(path, uri, FieldRule.S3_URI)) {
        checkUri(check, path, uri, false);
      }
      if (training != null || validation != null || !images.isEmpty()) {
        check.add(
            path,
            ViolationCodes.ROLE_TWO_KINDS,
            "the input of batch jobs and a training dataset",
            "one of the two",
            "build a role for each kind of job");
      }
    }

    private static void checkUri(RequestCheck check, String path, String uri, boolean isObject) {
      try {
        String key = S3Uri.of(uri).key();
        if (isObject && (key.isEmpty() || key.endsWith("/"))) {
          String actual = FieldRule.shown(uri);
          check.add(path, ViolationCodes.ROLE_NOT_AN_OBJECT, actual, "", "give its manifest");
        }
      } catch (InvalidRequestException e) {
        Violation problem = e.violations().get(0);
        check.add(path, problem.code(), problem.actual(), problem.limit(), problem.remedy());
      }
    }

    private void checkKey(RequestCheck check, String arn) {
      if (!arn.contains(":key/")) {
        check.add(
            KEY_PATH,
            ViolationCodes.ROLE_BAD_KEY,
            FieldRule.shown(arn),
            "the ARN of the key itself, arn:aws:kms:<region>:<account>:key/<36 characters>",
            "give it; policies do not resolve aliases");
        return;
      }
      String keyRegion = arn.split(":", -1)[REGION_OF_ARN];
      if (region != null && !keyRegion.equals(region.id())) {
        check.add(
            KEY_PATH,
            ViolationCodes.ROLE_KEY_ELSEWHERE,
            "a key in " + keyRegion,
            "a key in the job's region, " + region.id(),
            "give one");
      }
    }
  }
}
