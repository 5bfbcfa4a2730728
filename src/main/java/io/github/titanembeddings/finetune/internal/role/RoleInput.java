package io.github.titanembeddings.finetune.internal.role;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.ServiceRole;
import io.github.titanembeddings.finetune.VpcConfig;
import io.github.titanembeddings.finetune.internal.ArnRule;
import io.github.titanembeddings.finetune.internal.JobS3Uri;
import io.github.titanembeddings.finetune.internal.RequestCheck;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects the violations of the values of a {@link ServiceRole}. Values that a job request
 * contains too are checked by the rules of the request.
 */
public final class RoleInput {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final int REGION_OF_ARN = 3;

  private final ServiceRole.Builder builder;
  private final List<Violation> violations = new ArrayList<>();

  public RoleInput(ServiceRole.Builder builder) {
    this.builder = builder;
  }

  /** Throws if anything is wrong. */
  public void check() {
    checkAccount("accountId", builder.accountId, true);
    checkAccount("bucketOwner", builder.bucketOwner, false);
    checkGiven("region", builder.region);
    checkObject("trainingDataConfig.s3Uri", builder.training, true);
    checkObject("validationDataConfig.validators.s3Uri", builder.validation, false);
    checkDataUri("outputDataConfig.s3Uri", builder.output);
    if (builder.images.isEmpty()) {
      add(
          "image-ref",
          ViolationCodes.ROLE_MISSING,
          "no folder of images",
          "name each folder by images(…)");
    }
    builder.images.forEach(uri -> checkUri("image-ref", uri));
    checkKey(builder.kmsKeyArn);
    checkVpc();
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
  }

  private boolean checkGiven(String path, @Nullable Object value) {
    if (value == null) {
      add(path, ViolationCodes.ROLE_MISSING, "nothing", "set it");
    }
    return value != null;
  }

  private void checkAccount(String path, @Nullable String id, boolean required) {
    if (required && !checkGiven(path, id)) {
      return;
    }
    if (id != null && !ACCOUNT.matcher(id).matches()) {
      add(
          path,
          ViolationCodes.ROLE_BAD_ACCOUNT,
          quoted(id),
          "give the 12 digits of an AWS account");
    }
  }

  private void checkObject(String path, @Nullable String uri, boolean required) {
    if (uri == null && !required) {
      return;
    }
    S3Uri parsed = checkDataUri(path, uri);
    if (parsed != null && (parsed.key().isEmpty() || parsed.key().endsWith("/"))) {
      add(
          path,
          ViolationCodes.ROLE_NOT_AN_OBJECT,
          quoted(parsed.toString()),
          "name the manifest itself");
    }
  }

  /** Checks a URI that a job request contains too. */
  private @Nullable S3Uri checkDataUri(String path, @Nullable String uri) {
    List<Violation> found = uri == null ? List.of() : JobS3Uri.violations(path, uri);
    violations.addAll(found);
    return found.isEmpty() ? checkUri(path, uri) : null;
  }

  private @Nullable S3Uri checkUri(String path, @Nullable String uri) {
    if (!checkGiven(path, uri)) {
      return null;
    }
    try {
      return S3Uri.of(Objects.requireNonNull(uri));
    } catch (InvalidRequestException e) {
      Violation problem = e.violations().get(0);
      violations.add(
          Violation.error(path, problem.code())
              .actual(problem.actual())
              .limit(problem.limit())
              .remedy(problem.remedy())
              .build());
      return null;
    }
  }

  private void checkKey(@Nullable String arn) {
    if (arn == null) {
      return;
    }
    String path = "customModelKmsKeyId";
    List<Violation> found = ArnRule.KMS_KEY.violations(path, arn);
    violations.addAll(found);
    if (!found.isEmpty()) {
      return;
    }
    if (!arn.contains(":key/")) {
      add(
          path,
          ViolationCodes.ROLE_BAD_KEY,
          quoted(arn),
          "give the ARN of the key itself, arn:aws:kms:<region>:<account>:key/<36 characters>; a"
              + " policy knows no alias");
      return;
    }
    String region = arn.split(":", -1)[REGION_OF_ARN];
    if (builder.region != null && !region.equals(builder.region.id())) {
      add(
          path,
          ViolationCodes.ROLE_KEY_ELSEWHERE,
          "a key in " + region,
          "take a key in the job's region, " + builder.region.id());
    }
  }

  private void checkVpc() {
    if (!builder.subnetIds.isEmpty() || !builder.securityGroupIds.isEmpty()) {
      violations.addAll(
          RequestCheck.vpc(VpcConfig.of(builder.subnetIds, builder.securityGroupIds)));
    }
  }

  private static String quoted(String text) {
    return "\"" + Abbreviate.beginning(text, 200) + "\"";
  }

  private void add(String path, String code, String actual, String remedy) {
    violations.add(Violation.error(path, code).actual(actual).remedy(remedy).build());
  }

  /** A URI as that of a folder, with a slash at its end unless it is a whole bucket. */
  public static S3Uri folder(String uri) {
    S3Uri parsed = S3Uri.of(uri);
    boolean open = !parsed.key().isEmpty() && !parsed.key().endsWith("/");
    return open ? S3Uri.of(parsed + "/") : parsed;
  }
}
