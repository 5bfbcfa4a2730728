package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The service's rules for names. Linear in the length of the text. */
public enum NameRule {
  JOB_NAME(
      ViolationCodes.JOB_NAME_INVALID,
      63,
      "a letter or digit, then letters, digits, + - and . (no underscore, which only the model's"
          + " name may have)") {
    @Override
    boolean allows(String text, int index) {
      char c = text.charAt(index);
      return isAlphanumeric(c) || (index > 0 && (c == '+' || c == '-' || c == '.'));
    }
  },
  MODEL_NAME(
      ViolationCodes.MODEL_NAME_INVALID,
      63,
      "letters and digits, each followed by at most one _ or - (no dot, which only the job's name"
          + " may have)") {
    @Override
    boolean allows(String text, int index) {
      return followsSingly(text, index);
    }
  },
  THROUGHPUT_NAME(
      ViolationCodes.THROUGHPUT_NAME_INVALID,
      63,
      "letters and digits, each followed by at most one _ or -") {
    @Override
    boolean allows(String text, int index) {
      return followsSingly(text, index);
    }
  },
  CLIENT_TOKEN(
      ViolationCodes.CLIENT_TOKEN_INVALID,
      256,
      "letters and digits, and hyphens between them, as in a UUID") {
    @Override
    boolean allows(String text, int index) {
      boolean inside = index > 0 && index < text.length() - 1;
      return isAlphanumeric(text.charAt(index)) || (inside && text.charAt(index) == '-');
    }
  },
  NETWORK_ID(ViolationCodes.VPC_ID_INVALID, 32, "letters, digits and hyphens") {
    @Override
    boolean allows(String text, int index) {
      return isAlphanumeric(text.charAt(index)) || text.charAt(index) == '-';
    }
  };

  private static final int SHOWN = 100;

  private final String code;
  private final int maxLength;
  private final String words;

  NameRule(String code, int maxLength, String words) {
    this.code = code;
    this.maxLength = maxLength;
    this.words = words;
  }

  /** Returns whether the character at an index is allowed there. */
  abstract boolean allows(String text, int index);

  /** Returns the violations: a wrong length, the first character that is not allowed. */
  public List<Violation> violations(String path, String text) {
    List<Violation> found = new ArrayList<>();
    if (text.isEmpty() || text.length() > maxLength) {
      found.add(violation(path, String.format(Locale.ROOT, "%,d characters", text.length())));
    }
    for (int i = 0; i < text.length(); i++) {
      if (!allows(text, i)) {
        found.add(violation(path, shown(text) + " with " + characterAt(text, i)));
        break;
      }
    }
    return found;
  }

  private Violation violation(String path, String actual) {
    return Violation.error(path, code)
        .actual(actual)
        .limit("1 to " + maxLength + " characters: " + words)
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
