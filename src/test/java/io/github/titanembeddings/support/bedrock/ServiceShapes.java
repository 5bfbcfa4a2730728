package io.github.titanembeddings.support.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.titanembeddings.finetune.HyperParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The service's shapes, and the violations of a JSON document. */
public final class ServiceShapes {
  private static final JsonNode SHAPES = load();
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private ServiceShapes() {}

  private static JsonNode load() {
    try (InputStream in = ServiceShapes.class.getResourceAsStream("/bedrock-shapes.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static boolean accepts(String shape, String text) {
    List<String> problems = new ArrayList<>();
    checkText(text, Objects.requireNonNull(SHAPES.get(shape), shape), "", problems);
    return problems.isEmpty();
  }

  /** Returns a document of a shape with every member, and two entries in each list. */
  public static JsonNode sample(String name, Map<String, String> texts) {
    JsonNode shape = Objects.requireNonNull(SHAPES.get(name), name);
    switch (shape.path("type").asText()) {
      case "structure" -> {
        ObjectNode structure = new ObjectMapper().createObjectNode();
        shape
            .path("members")
            .properties()
            .forEach(member -> structure.set(member.getKey(), sample(target(member), texts)));
        return structure;
      }
      case "list" -> {
        String member = shape.at("/member/shape").asText(shape.path("member").asText());
        return new ObjectMapper()
            .createArrayNode()
            .add(sample(member, texts))
            .add(sample(member, texts));
      }
      case "map" -> {
        ObjectNode map = new ObjectMapper().createObjectNode();
        HyperParameters.defaults().asMap().forEach(map::put);
        return map;
      }
      case "integer", "long" -> {
        return IntNode.valueOf(2);
      }
      case "float" -> {
        return DoubleNode.valueOf(0.5);
      }
      case "timestamp" -> {
        return TextNode.valueOf("2026-11-01T10:00:00Z");
      }
      default -> {
        String first = shape.path("enum").path(0).asText("text");
        return TextNode.valueOf(texts.getOrDefault(name, first));
      }
    }
  }

  private static String target(Map.Entry<String, JsonNode> member) {
    JsonNode shape = member.getValue();
    return shape.isObject() ? shape.get("shape").asText() : shape.asText();
  }

  public static List<String> problems(String shape, String json) {
    List<String> problems = new ArrayList<>();
    try {
      check(new ObjectMapper().readTree(json), shape, "", problems);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return problems;
  }

  private static void check(JsonNode value, String name, String path, List<String> problems) {
    JsonNode shape = Objects.requireNonNull(SHAPES.get(name), name);
    switch (shape.path("type").asText()) {
      case "structure" -> checkStructure(value, shape, path, problems);
      case "list" -> {
        checkRange(value.size(), shape, path, problems);
        for (int i = 0; i < value.size(); i++) {
          check(value.get(i), shape.get("member").asText(), path + "[" + i + "]", problems);
        }
      }
      case "map" ->
          value
              .properties()
              .forEach(
                  entry ->
                      check(entry.getValue(), "String", path + "." + entry.getKey(), problems));
      case "integer", "long" -> {
        checkRange(value.asInt(), shape, path, problems);
        if (!value.isInt()) {
          problems.add(path + " is not an integer");
        }
      }
      default -> {
        if (value.isTextual()) {
          checkText(value.asText(), shape, path, problems);
        } else {
          problems.add(path + " is not a string");
        }
      }
    }
  }

  private static void checkStructure(
      JsonNode value, JsonNode shape, String path, List<String> problems) {
    shape
        .path("required")
        .forEach(
            field -> {
              if (!value.has(field.asText())) {
                problems.add(path + "." + field.asText() + " is missing");
              }
            });
    value
        .properties()
        .forEach(
            field -> {
              JsonNode member = shape.path("members").path(field.getKey());
              String type = member.isObject() ? member.get("shape").asText() : member.asText();
              if (type.isEmpty()) {
                problems.add(path + "." + field.getKey() + " is unknown");
              } else {
                check(field.getValue(), type, path + "." + field.getKey(), problems);
              }
            });
  }

  private static void checkText(String text, JsonNode shape, String path, List<String> problems) {
    checkRange(text.length(), shape, path, problems);
    if (shape.has("pattern") && !pattern(shape).matcher(text).matches()) {
      problems.add(path + " is against the pattern: " + text);
    }
    if (shape.has("enum")) {
      boolean known = false;
      for (JsonNode word : shape.get("enum")) {
        known |= word.asText().equals(text);
      }
      if (!known) {
        problems.add(path + " is none of the words: " + text);
      }
    }
  }

  private static Pattern pattern(JsonNode shape) {
    return PATTERNS.computeIfAbsent(shape.get("pattern").asText(), Pattern::compile);
  }

  private static void checkRange(int size, JsonNode shape, String path, List<String> problems) {
    if (size < shape.path("min").asInt(0) || size > shape.path("max").asInt(Integer.MAX_VALUE)) {
      problems.add(path + " has a size of " + size);
    }
  }
}
