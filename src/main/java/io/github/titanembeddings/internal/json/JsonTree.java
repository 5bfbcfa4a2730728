package io.github.titanembeddings.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes maps, lists, texts, numbers and truth values into JSON for people to read. */
public final class JsonTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonTree() {}

  /**
   * The text of a map from names to values.
   *
   * @throws IllegalArgumentException if a value is of another type
   */
  public static String of(Map<String, ?> object) {
    return node(object).toPrettyString().replace("\r\n", "\n");
  }

  private static JsonNode node(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      map.forEach((name, field) -> object.set(String.valueOf(name), node(field)));
      return object;
    } else if (value instanceof Collection<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(element -> array.add(node(element)));
      return array;
    }
    return scalar(value);
  }

  private static JsonNode scalar(@Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    } else if (value instanceof String text) {
      return NODES.textNode(text);
    } else if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    } else if (value instanceof Double number) {
      return NODES.numberNode(number.doubleValue());
    } else if (value instanceof Number number) {
      return NODES.numberNode(number.longValue());
    }
    throw new IllegalArgumentException("no JSON for " + value.getClass());
  }
}
