package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.text.Shown;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for all that is wrong with the values of a {@link ServiceRole} at once. */
final class RoleInput {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern KEY_ARN =
      Pattern.compile("arn:aws(?:-[^:]+)?:kms:([a-zA-Z0-9-]*):[0-9]{12}:key/[a-zA-Z0-9-]{36}");
  private static final Pattern ID = Pattern.compile("[-0-9a-zA-Z]+");
  private static final int MAX_SUBNETS = 16;
  private static final int MAX_SECURITY_GROUPS = 5;

  private final ServiceRole.Builder builder;
  private final List<Violation> violations = new ArrayList<>();

  RoleInput(ServiceRole.Builder builder) {
    this.builder = builder;
  }

  /** Throws if anything is wrong. */
  void check() {
    checkAccount("accountId", builder.accountId, true);
    checkAccount("bucketOwner", builder.bucketOwner, false);
    checkGiven("region", builder.region);
    checkObject("trainingDataConfig.s3Uri", builder.training, true);
    checkObject("validationDataConfig.validators.s3Uri", builder.validation, false);
    checkUri("outputDataConfig.s3Uri", builder.output);
    if (builder.images.isEmpty()) {
      add("image-ref", "role.missing", "no folder of images", "name each folder by images(…)");
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
      add(path, "role.missing", "nothing", "set it");
    }
    return value != null;
  }

  private void checkAccount(String path, @Nullable String id, boolean required) {
    if (required && !checkGiven(path, id)) {
      return;
    }
    if (id != null && !ACCOUNT.matcher(id).matches()) {
      add(path, "role.bad-account", quoted(id), "give the 12 digits of an AWS account");
    }
  }

  private void checkObject(String path, @Nullable String uri, boolean required) {
    if (uri == null && !required) {
      return;
    }
    S3Uri parsed = checkUri(path, uri);
    if (parsed != null && (parsed.key().isEmpty() || parsed.key().endsWith("/"))) {
      add(path, "role.not-an-object", quoted(parsed.toString()), "name the manifest itself");
    }
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
    Matcher parts = KEY_ARN.matcher(arn);
    if (!parts.matches()) {
      add(
          "customModelKmsKeyId",
          "role.bad-key",
          quoted(arn),
          "give the ARN of the key itself, arn:aws:kms:<region>:<account>:key/<36 characters>; a"
              + " policy knows no alias");
    } else if (builder.region != null && !parts.group(1).equals(builder.region.id())) {
      add(
          "customModelKmsKeyId",
          "role.key-elsewhere",
          "a key in " + parts.group(1),
          "take a key in the job's region, " + builder.region.id());
    }
  }

  private void checkVpc() {
    List<String> subnets = builder.subnetIds;
    List<String> groups = builder.securityGroupIds;
    if (subnets.isEmpty() && groups.isEmpty()) {
      return;
    }
    checkIds("vpcConfig.subnetIds", subnets, MAX_SUBNETS);
    checkIds("vpcConfig.securityGroupIds", groups, MAX_SECURITY_GROUPS);
  }

  private void checkIds(String path, List<String> ids, int max) {
    if (ids.isEmpty() || ids.size() > max) {
      add(path, "role.bad-vpc", ids.size() + " ids", "give 1 to " + max);
    }
    for (String id : ids) {
      if (!ID.matcher(id).matches()) {
        add(path, "role.bad-vpc", quoted(id), "give ids of letters, digits and hyphens");
      }
    }
  }

  private static String quoted(String text) {
    return "\"" + Shown.beginning(text, 200) + "\"";
  }

  private void add(String path, String code, String actual, String remedy) {
    violations.add(Violation.error(path, code).actual(actual).remedy(remedy).build());
  }

  /** A URI as that of a folder, with a slash at its end unless it is a whole bucket. */
  static S3Uri folder(String uri) {
    S3Uri parsed = S3Uri.of(uri);
    boolean open = !parsed.key().isEmpty() && !parsed.key().endsWith("/");
    return open ? S3Uri.of(parsed + "/") : parsed;
  }
}
