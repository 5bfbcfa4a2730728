package io.github.titanembeddings.job.internal;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.job.ArnRule;
import io.github.titanembeddings.internal.job.JobS3Uri;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/** Checks the values of a service role; those that a job request contains too by its rules. */
public final class RoleCheck {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final int REGION_OF_ARN = 3;

  private final RequestCheck check;

  public RoleCheck(RequestCheck check) {
    this.check = check;
  }

  public void present(String path, @Nullable Object value) {
    if (value == null) {
      check.add(path, ViolationCodes.ROLE_MISSING, "no value", "set it");
    }
  }

  public void account(String path, @Nullable String id) {
    if (id != null && !ACCOUNT.matcher(id).matches()) {
      check.add(
          path, ViolationCodes.ROLE_BAD_ACCOUNT, quoted(id), "give the 12 digits of an account");
    }
  }

  /** Checks the URI of one object that a job request contains too. */
  public void object(String path, @Nullable String uri) {
    S3Uri parsed = uriOfJob(path, uri);
    if (parsed != null && (parsed.key().isEmpty() || parsed.key().endsWith("/"))) {
      check.add(
          path, ViolationCodes.ROLE_NOT_AN_OBJECT, quoted(parsed.toString()), "give its manifest");
    }
  }

  /** Checks a URI that a job request contains too; returns null if it is missing or invalid. */
  public @Nullable S3Uri uriOfJob(String path, @Nullable String uri) {
    if (uri == null) {
      return null;
    }
    List<Violation> found = JobS3Uri.violations(path, uri);
    check.addAll(found);
    return found.isEmpty() ? uri(path, uri) : null;
  }

  private @Nullable S3Uri uri(String path, String uri) {
    try {
      return S3Uri.of(uri);
    } catch (InvalidRequestException e) {
      Violation problem = e.violations().get(0);
      check.addAll(
          List.of(
              Violation.error(path, problem.code())
                  .actual(problem.actual())
                  .limit(problem.limit())
                  .remedy(problem.remedy())
                  .build()));
      return null;
    }
  }

  public void images(List<String> uris) {
    if (uris.isEmpty()) {
      check.add(
          "image-ref",
          ViolationCodes.ROLE_MISSING,
          "no image folder",
          "add each folder with images(...)");
    }
    uris.forEach(uri -> uri("image-ref", uri));
  }

  public void key(@Nullable String arn, @Nullable Region region) {
    if (arn == null) {
      return;
    }
    String path = "customModelKmsKeyId";
    List<Violation> found = ArnRule.KMS_KEY.violations(path, arn);
    check.addAll(found);
    if (!found.isEmpty()) {
      return;
    }
    if (!arn.contains(":key/")) {
      check.add(
          path,
          ViolationCodes.ROLE_BAD_KEY,
          quoted(arn),
          "give the ARN of the key itself, arn:aws:kms:<region>:<account>:key/<36 characters>;"
              + " policies do not resolve aliases");
      return;
    }
    String keyRegion = arn.split(":", -1)[REGION_OF_ARN];
    if (region != null && !keyRegion.equals(region.id())) {
      check.add(
          path,
          ViolationCodes.ROLE_KEY_ELSEWHERE,
          "a key in " + keyRegion,
          "use a key in the job's region, " + region.id());
    }
  }

  private static String quoted(String text) {
    return "\"" + Abbreviate.beginning(text, 200) + "\"";
  }
}
