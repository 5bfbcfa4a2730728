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
  private static final int MAX_TAG_KEY = 128;
  private static final int MAX_TAG_VALUE = 256;
  private static final String TAG_MARKS = " \t\n\u000B\f\r._:/=+@-";

  private final List<Violation> found = new ArrayList<>();

  /** The rule for one text, such as {@code NameRule.JOB_NAME::violations}. */
  @FunctionalInterface
  public interface Rule {
    List<Violation> violations(String path, String text);
  }

  public void required(String path, @Nullable String text, Rule rule) {
    required(path, text, rule, "set it");
  }

  public void required(String path, @Nullable String text, Rule rule, String remedy) {
    if (text == null) {
      found.add(
          Violation.error(path, ViolationCodes.FIELD_MISSING)
              .actual("no value")
              .remedy(remedy)
              .build());
    }
    optional(path, text, rule);
  }

  public void optional(String path, @Nullable String text, Rule rule) {
    if (text != null) {
      addAll(rule.violations(path, text));
    }
  }

  public void addAll(List<Violation> violations) {
    found.addAll(violations);
  }

  public void add(String path, String code, String actual, String remedy) {
    found.add(Violation.error(path, code).actual(actual).remedy(remedy).build());
  }

  public void requireValid() {
    requireValid(found);
  }

  public static void requireValid(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
  }

  public void vpc(List<String> subnetIds, List<String> securityGroupIds) {
    networkIds("vpcConfig.subnetIds", subnetIds, MAX_SUBNETS);
    networkIds("vpcConfig.securityGroupIds", securityGroupIds, MAX_SECURITY_GROUPS);
  }

  private void networkIds(String path, List<String> ids, int max) {
    if (ids.isEmpty() || ids.size() > max) {
      found.add(
          Violation.error(path, ViolationCodes.VPC_BAD_COUNT)
              .actual(String.format(Locale.ROOT, "%,d IDs", ids.size()))
              .limit("1 to " + max)
              .remedy("give both subnets and security groups, or no VPC")
              .build());
    }
    for (int i = 0; i < ids.size(); i++) {
      addAll(NameRule.NETWORK_ID.violations(path + "[" + i + "]", ids.get(i)));
    }
  }

  public void tags(String path, Map<String, String> tags) {
    addAll(tagViolations(path, tags));
  }

  static List<Violation> tagViolations(String path, Map<String, String> tags) {
    List<Violation> found = new ArrayList<>();
    if (tags.size() > MAX_TAGS) {
      found.add(
          Violation.error(path, ViolationCodes.TAGS_TOO_MANY)
              .actual(String.format(Locale.ROOT, "%,d tags", tags.size()))
              .limit("at most " + MAX_TAGS + " tags")
              .remedy("remove some")
              .build());
    }
    tags.forEach(
        (key, value) -> {
          if (key == null || value == null) {
            found.add(
                Violation.error(path, ViolationCodes.TAG_INVALID)
                    .actual(key == null ? "a tag without a key" : key + " without a value")
                    .limit("a key and a value, which may be empty")
                    .remedy("set it, or remove the tag")
                    .build());
          } else {
            tagText(found, path + " key", key, 1, MAX_TAG_KEY);
            tagText(found, path + " value of " + NameRule.shown(key), value, 0, MAX_TAG_VALUE);
          }
        });
    return found;
  }

  private static void tagText(List<Violation> found, String path, String text, int min, int max) {
    int wrong = 0;
    while (wrong < text.length()
        && (NameRule.isAlphanumeric(text.charAt(wrong))
            || TAG_MARKS.indexOf(text.charAt(wrong)) >= 0)) {
      wrong++;
    }
    if (text.length() < min || text.length() > max || wrong < text.length()) {
      found.add(
          Violation.error(path, ViolationCodes.TAG_INVALID)
              .actual(
                  String.format(
                          Locale.ROOT, "%s of %,d characters", NameRule.shown(text), text.length())
                      + (wrong == text.length()
                          ? ""
                          : " with " + NameRule.characterAt(text, wrong)))
              .limit(
                  min + " to " + max + " characters: letters, digits, spaces and . _ : / = + @ -")
              .remedy("change it")
              .build());
    }
  }
}
