package io.github.titanembeddings.job;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Patterns of IAM policies: wildcards, and the variables that escape them. */
final class PolicyPattern {
  private static final Map<String, String> VARIABLES =
      Map.of("${*}", "*", "${?}", "?", "${$}", "$");
  private static final int ARN_PARTS = 6;

  private PolicyPattern() {}

  /** Returns whether a text matches a pattern with {@code *} and {@code ?}. */
  static boolean matches(String pattern, String text) {
    return Pattern.compile(regex(pattern, true), Pattern.DOTALL).matcher(text).matches();
  }

  /** Returns whether a text equals a pattern in which only variables are special. */
  static boolean equal(String pattern, String text) {
    return Pattern.compile(regex(pattern, false), Pattern.DOTALL).matcher(text).matches();
  }

  /** Returns whether an ARN matches; wildcards span colons in the last part only. */
  static boolean arnMatches(String pattern, String arn) {
    List<String> patterns = Arrays.asList(pattern.split(":", ARN_PARTS));
    List<String> parts = Arrays.asList(arn.split(":", ARN_PARTS));
    if (patterns.size() != ARN_PARTS || parts.size() != ARN_PARTS) {
      return false;
    }
    for (int i = 0; i < ARN_PARTS; i++) {
      if (!matches(patterns.get(i), parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String regex(String pattern, boolean wildcards) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      String variable = pattern.substring(i, Math.min(i + 4, pattern.length()));
      char c = pattern.charAt(i);
      if (VARIABLES.containsKey(variable)) {
        regex.append(Pattern.quote(VARIABLES.getOrDefault(variable, "")));
        i += variable.length();
        continue;
      } else if (wildcards && c == '*') {
        regex.append(".*");
      } else if (wildcards && c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
      i++;
    }
    return regex.toString();
  }
}
