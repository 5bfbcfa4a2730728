package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.testing.internal.http.StubError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks a body against shapes of the service and collects all violations. */
final class ShapeCheck {
  private final JsonNode body;
  private final List<String> problems = new ArrayList<>();

  ShapeCheck(JsonNode body) {
    this.body = body;
  }

  /** Requires fields, given as paths like {@code outputDataConfig.s3Uri}. */
  ShapeCheck required(String... paths) {
    for (String path : paths) {
      if (isAbsent(at(path))) {
        problem(path, "Member must not be null");
      }
    }
    return this;
  }

  /** Limits the length and the characters of a string, if present. */
  ShapeCheck text(String path, int max, Pattern pattern) {
    text(path, at(path), max, pattern);
    return this;
  }

  private void text(String path, JsonNode value, int max, Pattern pattern) {
    if (isAbsent(value)) {
      return;
    }
    if (!value.isTextual()) {
      problem(path, "Member must be a string");
    } else if (value.textValue().length() > max) {
      problem(path, "Member must have length less than or equal to " + max);
    } else if (!pattern.matcher(value.textValue()).matches()) {
      problem(path, "Member must satisfy regular expression pattern: " + pattern);
    }
  }

  /** Restricts a string, if present, to some values. */
  ShapeCheck oneOf(String path, Set<String> values) {
    if (!isAbsent(at(path)) && !values.contains(at(path).asText())) {
      problem(path, "Member must satisfy enum value set: " + values);
    }
    return this;
  }

  /** Requires an integer, if present, of at least {@code min}. */
  ShapeCheck atLeast(String path, int min) {
    JsonNode value = at(path);
    if (!isAbsent(value) && (!value.isIntegralNumber() || value.longValue() < min)) {
      problem(path, "Member must have value greater than or equal to " + min);
    }
    return this;
  }

  /** Limits a number, if present, to at most {@code max}. */
  ShapeCheck atMost(String path, int max) {
    if (at(path).asLong() > max) {
      problem(path, "Member must have value less than or equal to " + max);
    }
    return this;
  }

  /** Limits the number of entries of a list, if present. */
  ShapeCheck size(String path, int min, int max) {
    JsonNode list = at(path);
    if (!isAbsent(list) && (!list.isArray() || list.size() < min || list.size() > max)) {
      problem(path, "Member must have between " + min + " and " + max + " entries");
    }
    return this;
  }

  /** Checks a string in each entry of a list; {@code field} is empty if entries are strings. */
  ShapeCheck each(String path, String field, int max, Pattern pattern) {
    int number = 1;
    for (JsonNode entry : at(path)) {
      String entryPath = path + "." + number++ + ".member" + (field.isEmpty() ? "" : "." + field);
      JsonNode value = field.isEmpty() ? entry : entry.path(field);
      if (isAbsent(value)) {
        problem(entryPath, "Member must not be null");
      }
      text(entryPath, value, max, pattern);
    }
    return this;
  }

  void reject() throws StubError {
    if (!problems.isEmpty()) {
      String errors = problems.size() == 1 ? " validation error" : " validation errors";
      throw StubError.invalid(
          problems.size() + errors + " detected: " + String.join("; ", problems));
    }
  }

  private void problem(String path, String constraint) {
    problems.add("Value at '" + path + "' failed to satisfy constraint: " + constraint);
  }

  private JsonNode at(String path) {
    return body.at("/" + path.replace('.', '/'));
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
