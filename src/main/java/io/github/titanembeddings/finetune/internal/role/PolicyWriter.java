package io.github.titanembeddings.finetune.internal.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes IAM policies, all statements of which allow something. Conditions come in the order of
 * their names.
 */
public final class PolicyWriter {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String VERSION = "2012-10-17";

  /**
   * One statement of a permission policy.
   *
   * @param sid its name, letters and digits
   * @param actions such as {@code s3:GetObject}
   * @param resources ARNs, in which {@code *} and <code>${</code> have their meaning in policies
   * @param conditions values by key by operator; may be empty
   */
  public record Statement(
      String sid,
      List<String> actions,
      List<String> resources,
      Map<String, Map<String, List<String>>> conditions) {}

  private PolicyWriter() {}

  /** A policy to attach to a role. */
  public static String permissions(List<Statement> statements) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Statement statement : statements) {
      ObjectNode object = array.addObject();
      object.put("Sid", statement.sid).put("Effect", "Allow");
      object.set("Action", values(statement.actions));
      object.set("Resource", values(statement.resources));
      putConditions(object, statement.conditions);
    }
    return document(array);
  }

  /** The trust policy of a role that a service may assume. */
  public static String trust(String service, Map<String, Map<String, List<String>>> conditions) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    ObjectNode object = array.addObject();
    object.put("Effect", "Allow");
    object.putObject("Principal").put("Service", service);
    object.put("Action", "sts:AssumeRole");
    putConditions(object, conditions);
    return document(array);
  }

  private static String document(ArrayNode statements) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("Version", VERSION).set("Statement", statements);
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter layout =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    try {
      return JSON.writer(layout).writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void putConditions(
      ObjectNode statement, Map<String, Map<String, List<String>>> conditions) {
    if (conditions.isEmpty()) {
      return;
    }
    ObjectNode object = statement.putObject("Condition");
    new TreeMap<>(conditions)
        .forEach(
            (operator, keys) -> {
              ObjectNode entries = object.putObject(operator);
              new TreeMap<>(keys).forEach((key, values) -> entries.set(key, oneOrMore(values)));
            });
  }

  private static JsonNode oneOrMore(List<String> values) {
    return values.size() == 1 ? JsonNodeFactory.instance.textNode(values.get(0)) : values(values);
  }

  private static ArrayNode values(List<String> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return array;
  }
}
