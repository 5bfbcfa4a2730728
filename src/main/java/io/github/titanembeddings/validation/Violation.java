package io.github.titanembeddings.validation;

import java.util.Objects;
import java.util.StringJoiner;

/**
 * A problem with an input. Immutable and thread-safe.
 *
 * @param severity whether the input can be used
 * @param path the location of the problem, as named in the request body: {@code inputText}, {@code
 *     inputImage}
 * @param code the stable identifier of the problem, one of {@link ViolationCodes}
 * @param actual the actual value with its unit; never the content of an image or a long text
 * @param limit the allowed values with their unit; empty if there is none
 * @param remedy how to fix the problem; may be empty
 */
public record Violation(
    Severity severity, String path, String code, String actual, String limit, String remedy) {
  /** The severity of a violation. */
  public enum Severity {
    /** The input cannot be used. */
    ERROR,
    /** The input can be used, but should be reviewed. */
    WARNING
  }

  private static final String AT_MOST = "at most ";

  /** Requires all components. */
  public Violation {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(actual, "actual");
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** Returns a new builder for an error at a path such as {@code inputImage}. */
  public static Builder error(String path, String code) {
    return new Builder(Severity.ERROR, path, code);
  }

  /** Returns a new builder for a warning at a path such as {@code inputImage}. */
  public static Builder warning(String path, String code) {
    return new Builder(Severity.WARNING, path, code);
  }

  /** Returns all parts in one sentence. */
  public String message() {
    StringJoiner message = new StringJoiner("; ", path + ": ", " (" + code + ")");
    message.add(actual + limitClause());
    if (!remedy.isEmpty()) {
      message.add(remedy);
    }
    return message.toString();
  }

  private String limitClause() {
    if (limit.isEmpty()) {
      return "";
    }
    boolean onlyMaximum = limit.startsWith(AT_MOST) && !limit.contains(", ");
    return onlyMaximum
        ? " exceeds the limit of " + limit.substring(AT_MOST.length())
        : ", allowed is " + limit;
  }

  /** Returns the severity and the message. */
  @Override
  public String toString() {
    return severity + " " + message();
  }

  /** Builder for {@link Violation}. Not thread-safe. */
  public static final class Builder {
    private final Severity severity;
    private final String path;
    private final String code;
    private String actual = "";
    private String limit = "";
    private String remedy = "";

    private Builder(Severity severity, String path, String code) {
      this.severity = severity;
      this.path = Objects.requireNonNull(path, "path");
      this.code = Objects.requireNonNull(code, "code");
    }

    /** Sets the actual value, with its unit. */
    public Builder actual(String actual) {
      this.actual = Objects.requireNonNull(actual, "actual");
      return this;
    }

    /** Sets the allowed values, with their unit. */
    public Builder limit(String limit) {
      this.limit = Objects.requireNonNull(limit, "limit");
      return this;
    }

    /** Sets the remedy. */
    public Builder remedy(String remedy) {
      this.remedy = Objects.requireNonNull(remedy, "remedy");
      return this;
    }

    /** Builds the violation. */
    public Violation build() {
      return new Violation(severity, path, code, actual, limit, remedy);
    }
  }
}
