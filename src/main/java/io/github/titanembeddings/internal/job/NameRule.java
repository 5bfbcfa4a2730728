package io.github.titanembeddings.internal.job;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The service's rules for names. Linear in the length of the text. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are stateless
public enum NameRule {
  JOB_NAME(
      ViolationCodes.JOB_NAME_INVALID,
      63,
      "a letter or digit, then letters, digits, + - and . (no underscore, which only a model's name"
          + " may contain)",
      (text, i) -> isAlphanumeric(text.charAt(i)) || (i > 0 && "+-.".indexOf(text.charAt(i)) >= 0)),
  MODEL_NAME(
      ViolationCodes.MODEL_NAME_INVALID,
      63,
      "letters and digits, each followed by at most one _ or - (no dot, which only a job's name may"
          + " contain)",
      NameRule::followsSingly),
  THROUGHPUT_NAME(
      ViolationCodes.THROUGHPUT_NAME_INVALID,
      63,
      "letters and digits, each followed by at most one _ or -",
      NameRule::followsSingly),
  CLIENT_TOKEN(
      ViolationCodes.CLIENT_TOKEN_INVALID,
      256,
      "letters and digits, and hyphens between them, as in a UUID",
      (text, i) ->
          isAlphanumeric(text.charAt(i))
              || (i > 0 && i < text.length() - 1 && text.charAt(i) == '-')),
  NETWORK_ID(
      ViolationCodes.VPC_ID_INVALID,
      32,
      "letters, digits and hyphens",
      (text, i) -> isAlphanumeric(text.charAt(i)) || text.charAt(i) == '-');

  private static final int SHOWN = 100;

  private final String code;
  private final int maxLength;
  private final String characters;
  private final Allowed allowed;

  /** Returns whether the character at an index is allowed there. */
  private interface Allowed {
    boolean test(String text, int index);
  }

  NameRule(String code, int maxLength, String characters, Allowed allowed) {
    this.code = code;
    this.maxLength = maxLength;
    this.characters = characters;
    this.allowed = allowed;
  }

  /** Returns the violations: a wrong length, the first character that is not allowed. */
  public List<Violation> violations(String path, String text) {
    List<Violation> found = new ArrayList<>();
    if (text.isEmpty() || text.length() > maxLength) {
      found.add(violation(path, String.format(Locale.ROOT, "%,d characters", text.length())));
    }
    for (int i = 0; i < text.length(); i++) {
      if (!allowed.test(text, i)) {
        found.add(violation(path, shown(text) + " with " + characterAt(text, i)));
        break;
      }
    }
    return found;
  }

  private Violation violation(String path, String actual) {
    return Violation.error(path, code)
        .actual(actual)
        .limit("1 to " + maxLength + " characters: " + characters)
        .remedy("choose another")
        .build();
  }

  public static String shown(String text) {
    return "\"" + Abbreviate.beginning(text, SHOWN) + "\"";
  }

  /** Describes a character by its position, such as {@code "_" as character 3}. */
  static String characterAt(String text, int index) {
    int codePoint = text.codePointAt(index);
    String name;
    if (codePoint > ' ' && codePoint < 0x7F) {
      name = "\"" + Character.toString(codePoint) + "\"";
    } else {
      name = codePoint == ' ' ? "a space" : String.format(Locale.ROOT, "U+%04X", codePoint);
    }
    return name + " as character " + (text.codePointCount(0, index) + 1);
  }

  private static boolean followsSingly(String text, int index) {
    char c = text.charAt(index);
    boolean separator = c == '_' || c == '-';
    return isAlphanumeric(c) || (separator && index > 0 && isAlphanumeric(text.charAt(index - 1)));
  }

  static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
