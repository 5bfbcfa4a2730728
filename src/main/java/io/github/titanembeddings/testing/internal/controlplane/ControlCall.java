package io.github.titanembeddings.testing.internal.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubError;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A request to the control plane; the identifier is empty if the path has none. */
record ControlCall(
    ControlOperation operation,
    String identifier,
    UnaryOperator<String> query,
    String body,
    Instant now) {
  ObjectNode json() throws StubError {
    ObjectNode json = StubJson.parse(body.getBytes(UTF_8));
    if (json == null) {
      throw StubError.invalid("The request body is not a JSON object.");
    }
    return json;
  }

  /**
   * Returns a page of a list, filtered, sorted and limited by the query.
   *
   * @param lines all lines, oldest first
   * @param filters the field that each filter parameter compares
   */
  ObjectNode page(int pageSize, String field, List<ObjectNode> lines, Map<String, String> filters)
      throws StubError {
    List<ObjectNode> chosen =
        new ArrayList<>(lines.stream().filter(line -> passes(line, filters)).toList());
    if (!query.apply("sortOrder").equals("Ascending")) {
      Collections.reverse(chosen);
    }
    int from = number("nextToken", 0, 0);
    int most = Math.min(pageSize, number("maxResults", 1_000, 1));
    int to = Math.min(chosen.size(), from + most);
    ObjectNode page = StubJson.object();
    ArrayNode array = page.putArray(field);
    chosen.subList(Math.min(from, to), to).forEach(array::add);
    if (to < chosen.size()) {
      page.put("nextToken", String.valueOf(to));
    }
    return page;
  }

  private boolean passes(ObjectNode line, Map<String, String> filters) {
    for (Map.Entry<String, String> filter : filters.entrySet()) {
      String wanted = query.apply(filter.getKey());
      String value = line.path(filter.getValue()).asText();
      boolean fits =
          filter.getKey().endsWith("Contains") ? value.contains(wanted) : value.equals(wanted);
      if (!wanted.isEmpty() && !fits) {
        return false;
      }
    }
    String time = line.has("submitTime") ? "submitTime" : "creationTime";
    Instant created = Instant.parse(line.path(time).asText());
    String after = query.apply(time + "After");
    String before = query.apply(time + "Before");
    return (after.isEmpty() || created.isAfter(Instant.parse(after)))
        && (before.isEmpty() || created.isBefore(Instant.parse(before)));
  }

  private int number(String parameter, int absent, int min) throws StubError {
    String text = query.apply(parameter);
    if (text.isEmpty()) {
      return absent;
    }
    if (text.matches("[0-9]{1,4}")) {
      int number = Integer.parseInt(text);
      if (number >= min && number <= 1_000) {
        return number;
      }
    }
    throw StubError.invalid("Value '" + text + "' at '" + parameter + "' is not valid");
  }
}
