package io.github.titanembeddings.validation;

import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with an input: where it is, what was given, what is allowed and what to
 * do about it. Immutable and safe to share between threads.
 */
public final class Violation {
  /** How bad a violation is. */
  public enum Severity {
    /** The input can't be used. */
    ERROR,
    /** The input can be used, but somebody should look at it. */
    WARNING
  }

  private static final String AT_MOST = "at most ";

  private final Severity severity;
  private final String path;
  private final String code;
  private final String actual;
  private final String limit;
  private final String remedy;

  private Violation(Builder builder) {
    severity = builder.severity;
    path = builder.path;
    code = builder.code;
    actual = builder.actual;
    limit = builder.limit;
    remedy = builder.remedy;
  }

  /** Starts an error at a path such as {@code inputImage}, with a code that never changes. */
  public static Builder error(String path, String code) {
    return new Builder(Severity.ERROR, path, code);
  }

  /** Starts a warning at a path such as {@code inputImage}, with a code that never changes. */
  public static Builder warning(String path, String code) {
    return new Builder(Severity.WARNING, path, code);
  }

  /** How bad it is. */
  public Severity severity() {
    return severity;
  }

  /** Where it is, by the name on the wire: {@code inputText}, {@code inputImage}. */
  public String path() {
    return path;
  }

  /** What it is, in a word for programs that stays the same: {@code image.too-large}. */
  public String code() {
    return code;
  }

  /** What was given, with its unit; never the content of an image or a long text. */
  public String actual() {
    return actual;
  }

  /** What is allowed, with its unit; empty where there is no limit to name. */
  public String limit() {
    return limit;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }

  /** All of it in one sentence for people. */
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Violation that
        && severity == that.severity
        && path.equals(that.path)
        && code.equals(that.code)
        && actual.equals(that.actual)
        && limit.equals(that.limit)
        && remedy.equals(that.remedy);
  }

  @Override
  public int hashCode() {
    return Objects.hash(severity, path, code, actual, limit, remedy);
  }

  @Override
  public String toString() {
    return severity + " " + message();
  }

  /** Collects the parts of a violation. Not safe for use by several threads. */
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

    /** What was given, with its unit. */
    public Builder actual(String actual) {
      this.actual = Objects.requireNonNull(actual, "actual");
      return this;
    }

    /** What is allowed, with its unit. */
    public Builder limit(String limit) {
      this.limit = Objects.requireNonNull(limit, "limit");
      return this;
    }

    /** What to do about it. */
    public Builder remedy(String remedy) {
      this.remedy = Objects.requireNonNull(remedy, "remedy");
      return this;
    }

    /** The finished violation. */
    public Violation build() {
      return new Violation(this);
    }
  }
}
