package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.ScriptedResponse;
import io.github.titanembeddings.testing.internal.http.StubError;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The provisioned throughputs. Only {@link #serving} and {@link #arns} are thread-safe. */
public final class Throughputs {
  private final Map<String, Throughput> throughputs = new ConcurrentHashMap<>();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();
  private final ControlSettings settings;
  private final Arns arns;
  private final CustomModels models;

  Throughputs(ControlSettings settings, Arns arns, CustomModels models) {
    this.settings = settings;
    this.arns = arns;
    this.models = models;
  }

  ObjectNode create(ControlCall call) throws StubError {
    ObjectNode request = call.json();
    ControlShapes.checkThroughput(request);
    String token = request.path("clientRequestToken").asText();
    for (Throughput earlier : throughputs.values()) {
      if (!token.isEmpty() && earlier.request.path("clientRequestToken").asText().equals(token)) {
        return arn(earlier);
      }
    }
    Throughput.Model model = model(request.path("modelId").asText());
    requireFree(request.path("provisionedModelName").asText());
    requireUnits(request, model);
    Throughput throughput =
        new Throughput(
            arns.throughput(),
            request,
            model,
            call.now(),
            settings.throughputDuration,
            settings.takeThroughputFailure());
    throughputs.put(throughput.arn, throughput);
    return arn(throughput);
  }

  private static ObjectNode arn(Throughput throughput) {
    return ScriptedResponse.JSON.createObjectNode().put("provisionedModelArn", throughput.arn);
  }

  private Throughput.Model model(String identifier) throws StubError {
    if (identifier.equals(Arns.BASE_MODEL) || identifier.equals(Arns.FOUNDATION_MODEL)) {
      return new Throughput.Model(Arns.FOUNDATION_MODEL, null);
    }
    String arn = models.arnOf(identifier);
    if (arn == null) {
      throw StubError.notFound("There is no model " + identifier);
    }
    return new Throughput.Model(arn, models.vectors(arn));
  }

  private void requireFree(String name) throws StubError {
    if (throughputs.values().stream().anyMatch(other -> other.name().equals(name))) {
      throw StubError.invalid("The provisioned model name is already in use: " + name);
    }
  }

  private void requireUnits(ObjectNode request, Throughput.Model model) throws StubError {
    long requested = request.path("modelUnits").longValue();
    if (request.hasNonNull("commitmentDuration")) {
      long committed =
          throughputs.values().stream()
              .filter(Throughput::isCommitted)
              .mapToInt(Throughput::units)
              .sum();
      requireQuota(requested + committed, settings.committedUnitQuota, "with commitment");
    } else {
      long used =
          throughputs.values().stream()
              .filter(other -> other.counts(model.isCustom()))
              .mapToInt(Throughput::units)
              .sum();
      String kind = model.isCustom() ? "custom models" : "base models";
      requireQuota(requested + used, settings.unitQuota, "without commitment across " + kind);
    }
  }

  private static void requireQuota(long units, int quota, String what) throws StubError {
    if (units > quota) {
      throw StubError.overQuota(
          "The account's quota is "
              + quota
              + " model units "
              + what
              + ", "
              + units
              + " are requested.");
    }
  }

  ObjectNode get(ControlCall call) throws StubError {
    return find(call.identifier()).json(settings);
  }

  ObjectNode list(ControlCall call) throws StubError {
    List<ObjectNode> lines =
        throughputs.values().stream()
            .sorted(Comparator.comparing(throughput -> throughput.arn))
            .map(throughput -> throughput.json(settings))
            .toList();
    Map<String, String> filters =
        Map.of(
            "statusEquals", "status",
            "nameContains", "provisionedModelName",
            "modelArnEquals", "modelArn");
    return call.page(settings.pageSize, "provisionedModelSummaries", lines, filters);
  }

  ObjectNode update(ControlCall call) throws StubError {
    ObjectNode request = call.json();
    ControlShapes.checkUpdate(request);
    Throughput throughput = find(call.identifier());
    String name = request.path("desiredProvisionedModelName").textValue();
    String modelId = request.path("desiredModelId").textValue();
    throughput.update(
        name, modelId == null ? null : model(modelId), call.now(), settings.throughputDuration);
    return ScriptedResponse.JSON.createObjectNode();
  }

  ObjectNode delete(ControlCall call) throws StubError {
    Throughput throughput = find(call.identifier());
    if (throughput.isCommitted()) {
      throw StubError.conflict("The provisioned throughput has an unexpired commitment.");
    }
    throughputs.remove(throughput.arn);
    deleted.add(throughput.arn);
    return ScriptedResponse.JSON.createObjectNode();
  }

  private Throughput find(String identifier) throws StubError {
    for (Throughput throughput : throughputs.values()) {
      if (throughput.arn.equals(identifier) || throughput.name().equals(identifier)) {
        return throughput;
      }
    }
    throw StubError.notFound("There is no provisioned throughput " + identifier);
  }

  /** Returns whether a throughput uses a model or changes to it. */
  boolean use(String modelArn) {
    return throughputs.values().stream().anyMatch(throughput -> throughput.uses(modelArn));
  }

  void advance(Instant now) {
    throughputs.values().forEach(throughput -> throughput.advance(now));
  }

  /** Returns the model that serves an ARN; null if the ARN is unknown. */
  public Throughput.@Nullable Model serving(String arn) throws StubError {
    if (deleted.contains(arn)) {
      throw StubError.unknownModel();
    }
    Throughput throughput = throughputs.get(arn);
    if (throughput == null) {
      return null;
    }
    if (!throughput.isInService()) {
      throughput.advance(settings.clock.instant());
    }
    return throughput.serving();
  }

  /** Returns the ARNs of the existing throughputs, oldest first. */
  public List<String> arns() {
    return throughputs.keySet().stream().sorted().toList();
  }

  void forget(String identifier) {
    throughputs
        .values()
        .removeIf(one -> one.arn.equals(identifier) || one.name().equals(identifier));
  }
}
