package io.github.titanembeddings.internal.job;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the violations of a request's fields in the order of the checks. */
public final class RequestCheck {
  private static final int MAX_SUBNETS = 16;
  private static final int MAX_SECURITY_GROUPS = 5;
  private static final int MAX_TAGS = 200;

  private final List<Violation> found = new ArrayList<>();

  /** Returns whether the text is set and matches. */
  public boolean required(String path, @Nullable String text, FieldRule rule) {
    present(path, text, "set it");
    return optional(path, text, rule);
  }

  public void present(String path, @Nullable Object value, String remedy) {
    if (value == null) {
      add(path, ViolationCodes.FIELD_MISSING, "no value", "", remedy);
    }
  }

  /** Returns whether the text is set and matches. */
  public boolean optional(String path, @Nullable String text, FieldRule rule) {
    List<Violation> violations = text == null ? List.of() : rule.violations(path, text);
    found.addAll(violations);
    return text != null && violations.isEmpty();
  }

  /** Adds a violation; without a limit if that is empty. */
  public void add(String path, String code, String actual, String limit, String remedy) {
    found.add(Violation.error(path, code).actual(actual).limit(limit).remedy(remedy).build());
  }

  /** Checks the VPC of a job; none if both lists are empty. */
  public void vpc(List<String> subnetIds, List<String> securityGroupIds) {
    if (!subnetIds.isEmpty() || !securityGroupIds.isEmpty()) {
      networkIds("vpcConfig.subnetIds", subnetIds, MAX_SUBNETS);
      networkIds("vpcConfig.securityGroupIds", securityGroupIds, MAX_SECURITY_GROUPS);
    }
  }

  private void networkIds(String path, List<String> ids, int max) {
    if (ids.isEmpty() || ids.size() > max) {
      add(
          path,
          ViolationCodes.VPC_BAD_COUNT,
          String.format(Locale.ROOT, "%,d IDs", ids.size()),
          "1 to " + max,
          "give both subnets and security groups, or no VPC");
    }
    for (int i = 0; i < ids.size(); i++) {
      optional(path + "[" + i + "]", ids.get(i), FieldRule.NETWORK_ID);
    }
  }

  public void tags(String path, Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      add(
          path,
          ViolationCodes.TAGS_TOO_MANY,
          String.format(Locale.ROOT, "%,d tags", tags.size()),
          "at most " + MAX_TAGS + " tags",
          "remove some");
    }
    tags.forEach(
        (key, value) -> {
          if (key == null || value == null) {
            add(
                path,
                ViolationCodes.TAG_INVALID,
                key == null ? "a tag without a key" : key + " without a value",
                "a key and a value, which may be empty",
                "set it, or remove the tag");
          } else {
            optional(path + " key", key, FieldRule.TAG_KEY);
            optional(path + " value of " + FieldRule.shown(key), value, FieldRule.TAG_VALUE);
          }
        });
  }

  public void requireValid() {
    requireValid(found);
  }

  public static void requireValid(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
  }
}
