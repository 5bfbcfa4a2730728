package io.github.titanembeddings.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** Evaluates policies by the rules of IAM: an Allow and no Deny. */
final class PolicyEvaluator {
  private static final Map<String, BiPredicate<String, String>> OPERATORS =
      Map.of(
          "StringEquals", PolicyPattern::equal,
          "StringLike", PolicyPattern::matches,
          "ArnEquals", PolicyPattern::arnMatches,
          "ArnLike", PolicyPattern::arnMatches);
  private static final String FOR_ALL = "ForAllValues:";

  private final JsonNode statements;

  PolicyEvaluator(String policy) {
    try {
      JsonNode document = new ObjectMapper().readTree(policy);
      if (!document.path("Version").asText().equals("2012-10-17")) {
        throw new AssertionError("a version without variables: " + policy);
      }
      statements = document.path("Statement");
    } catch (JsonProcessingException e) {
      throw new AssertionError(policy, e);
    }
  }

  /** A call with its context; each key may have several values. */
  boolean allows(String action, String resource, Map<String, List<String>> context) {
    return decide(
        context,
        statement ->
            values(statement.path("Action")).stream().anyMatch(a -> isAction(a, action))
                && values(statement.path("Resource")).stream()
                    .anyMatch(pattern -> PolicyPattern.matches(pattern, resource)));
  }

  /** Returns whether a trust policy allows a service to assume the role. */
  boolean trusts(String service, Map<String, List<String>> context) {
    return decide(
        context,
        statement ->
            values(statement.path("Principal").path("Service")).contains(service)
                && values(statement.path("Action")).contains("sts:AssumeRole"));
  }

  private boolean decide(Map<String, List<String>> context, Predicate<JsonNode> applies) {
    boolean allowed = false;
    for (JsonNode statement : statements) {
      if (applies.test(statement) && conditionsHold(statement.path("Condition"), context)) {
        if (statement.path("Effect").asText().equals("Deny")) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }

  private static boolean isAction(String pattern, String action) {
    return PolicyPattern.matches(pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT));
  }

  private static boolean conditionsHold(JsonNode conditions, Map<String, List<String>> context) {
    for (Map.Entry<String, JsonNode> operator : conditions.properties()) {
      for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
        List<String> given = context.getOrDefault(key.getKey(), List.of());
        if (!holds(operator.getKey(), values(key.getValue()), given)) {
          return false;
        }
      }
    }
    return true;
  }

  /** A key missing from the context matches only ForAllValues. */
  private static boolean holds(String operator, List<String> allowed, List<String> given) {
    BiPredicate<String, String> test = OPERATORS.get(operator.replace(FOR_ALL, ""));
    if (test == null) {
      throw new AssertionError("unknown operator " + operator);
    }
    boolean all = given.stream().allMatch(v -> allowed.stream().anyMatch(a -> test.test(a, v)));
    return all && (operator.startsWith(FOR_ALL) || !given.isEmpty());
  }

  private static List<String> values(JsonNode node) {
    return node.isArray()
        ? StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText).toList()
        : List.of(node.asText());
  }
}
