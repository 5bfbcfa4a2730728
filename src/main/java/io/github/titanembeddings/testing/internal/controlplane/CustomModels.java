package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.http.ScriptedResponse;
import io.github.titanembeddings.testing.internal.http.StubError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The custom models and the foundation model. Not thread-safe. */
final class CustomModels {
  private static final String ON_DEMAND = "amazon.titan-embed-image-v1";
  private static final Set<String> FOUNDATION_MODELS =
      Set.of(
          ON_DEMAND,
          Arns.BASE_MODEL,
          Arns.FOUNDATION_MODEL,
          Arns.FOUNDATION_MODEL.substring(0, Arns.FOUNDATION_MODEL.length() - 2));

  private final Map<String, CustomizationJob> models = new LinkedHashMap<>();
  private final ControlSettings settings;
  private final Arns arns;

  CustomModels(ControlSettings settings, Arns arns) {
    this.settings = settings;
    this.arns = arns;
  }

  /** Adds the model of a completed job and returns its ARN. */
  String add(CustomizationJob job) {
    String arn = arns.customModel();
    models.put(arn, job);
    return arn;
  }

  boolean isNamed(String name) {
    return models.values().stream().anyMatch(job -> job.modelName().equals(name));
  }

  /** Returns the ARN of a model given by ARN or name; null if there is none. */
  @Nullable String arnOf(String identifier) {
    for (Map.Entry<String, CustomizationJob> model : models.entrySet()) {
      if (model.getKey().equals(identifier) || model.getValue().modelName().equals(identifier)) {
        return model.getKey();
      }
    }
    return null;
  }

  /** Returns the vectors of a model; null if they are the base model's. */
  @Nullable VectorSource vectors(String arn) {
    CustomizationJob job = models.get(arn);
    return job == null ? null : job.result().vectors();
  }

  ObjectNode get(ControlCall call) throws StubError {
    String arn = find(call.identifier());
    CustomizationJob job = Objects.requireNonNull(models.get(arn));
    ObjectNode json = summary(arn, job).put("jobName", job.name()).put("jobArn", job.arn);
    for (String field :
        List.of(
            "hyperParameters", "trainingDataConfig", "validationDataConfig", "outputDataConfig")) {
      if (job.request.hasNonNull(field)) {
        json.set(field, job.request.get(field));
      }
    }
    job.putMetrics(json);
    return json;
  }

  ObjectNode list(ControlCall call) throws StubError {
    List<ObjectNode> lines =
        models.entrySet().stream().map(e -> summary(e.getKey(), e.getValue())).toList();
    return call.page(
        settings.pageSize, "modelSummaries", lines, Map.of("nameContains", "modelName"));
  }

  private ObjectNode summary(String arn, CustomizationJob job) {
    return ScriptedResponse.JSON
        .createObjectNode()
        .put("modelArn", arn)
        .put("modelName", job.modelName())
        .put("baseModelArn", Arns.FOUNDATION_MODEL)
        .put("baseModelName", "Titan Multimodal")
        .put("customizationType", "FINE_TUNING")
        .put("ownerAccountId", Arns.ACCOUNT)
        .put("creationTime", String.valueOf(job.ended()))
        .put("modelStatus", settings.reported(arn, job.modelName(), "Active"));
  }

  ObjectNode delete(ControlCall call, Predicate<String> inUse) throws StubError {
    String arn = find(call.identifier());
    if (inUse.test(arn)) {
      throw StubError.conflict("The model is in use by a provisioned throughput.");
    }
    models.remove(arn);
    return ScriptedResponse.JSON.createObjectNode();
  }

  private String find(String identifier) throws StubError {
    String arn = arnOf(identifier);
    if (arn == null) {
      throw StubError.notFound("There is no custom model " + identifier);
    }
    return arn;
  }

  ObjectNode getFoundationModel(ControlCall call) throws StubError {
    if (!FOUNDATION_MODELS.contains(call.identifier())) {
      throw StubError.notFound("There is no foundation model " + call.identifier());
    }
    boolean onDemand = call.identifier().endsWith(ON_DEMAND);
    String id = onDemand ? ON_DEMAND : Arns.BASE_MODEL;
    ObjectNode reply = ScriptedResponse.JSON.createObjectNode();
    ObjectNode details =
        reply
            .putObject("modelDetails")
            .put("modelArn", Arns.FOUNDATION_MODEL.replace(Arns.BASE_MODEL, id))
            .put("modelId", id)
            .put("modelName", "Titan Multimodal")
            .put("providerName", "Amazon");
    details.putArray("inputModalities").add("TEXT").add("IMAGE");
    details.putArray("outputModalities").add("EMBEDDING");
    details.putArray("customizationsSupported").add("FINE_TUNING");
    details.putArray("inferenceTypesSupported").add(onDemand ? "ON_DEMAND" : "PROVISIONED");
    details.putObject("modelLifecycle").put("status", settings.legacy ? "LEGACY" : "ACTIVE");
    return reply;
  }
}
