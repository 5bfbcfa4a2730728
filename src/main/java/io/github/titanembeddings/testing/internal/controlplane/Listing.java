package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubJson;
import io.github.titanembeddings.testing.internal.http.StubRefusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A page of a list: filtered, sorted by creation time and cut as asked for. */
final class Listing {
  private Listing() {}

  /** The answer to a list call whose lines are given, the oldest first. */
  static ObjectNode page(
      ControlCall call,
      int pageSize,
      String field,
      List<ObjectNode> lines,
      Map<String, String> filters)
      throws StubRefusal {
    List<ObjectNode> chosen =
        new ArrayList<>(lines.stream().filter(line -> passes(line, call, filters)).toList());
    if (!call.parameter("sortOrder").equals("Ascending")) {
      Collections.reverse(chosen);
    }
    int from = number(call, "nextToken", 0, 0);
    int most = Math.min(pageSize, number(call, "maxResults", 1_000, 1));
    int to = Math.min(chosen.size(), from + most);
    ObjectNode page = StubJson.JSON.createObjectNode();
    ArrayNode array = page.putArray(field);
    chosen.subList(Math.min(from, to), to).forEach(array::add);
    if (to < chosen.size()) {
      page.put("nextToken", String.valueOf(to));
    }
    return page;
  }

  private static boolean passes(ObjectNode line, ControlCall call, Map<String, String> filters) {
    for (Map.Entry<String, String> filter : filters.entrySet()) {
      String asked = call.parameter(filter.getKey());
      String value = line.path(filter.getValue()).asText();
      boolean fits =
          filter.getKey().endsWith("Contains") ? value.contains(asked) : value.equals(asked);
      if (!asked.isEmpty() && !fits) {
        return false;
      }
    }
    String created = line.path("creationTime").asText();
    String after = call.parameter("creationTimeAfter");
    String before = call.parameter("creationTimeBefore");
    return (after.isEmpty() || Instant.parse(created).isAfter(Instant.parse(after)))
        && (before.isEmpty() || Instant.parse(created).isBefore(Instant.parse(before)));
  }

  private static int number(ControlCall call, String parameter, int absent, int min)
      throws StubRefusal {
    String text = call.parameter(parameter);
    if (text.isEmpty()) {
      return absent;
    }
    if (text.matches("[0-9]{1,4}")) {
      int number = Integer.parseInt(text);
      if (number >= min && number <= 1_000) {
        return number;
      }
    }
    throw StubRefusal.invalid("Value '" + text + "' at '" + parameter + "' is not valid");
  }
}
