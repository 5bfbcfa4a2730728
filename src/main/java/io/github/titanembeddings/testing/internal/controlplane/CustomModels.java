package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.http.StubJson;
import io.github.titanembeddings.testing.internal.http.StubRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The custom models of the stand-in. Not safe for use by several threads. */
final class CustomModels {
  private final Map<String, CustomizationJob> models = new LinkedHashMap<>();
  private final ControlSettings settings;
  private final Arns arns;

  CustomModels(ControlSettings settings, Arns arns) {
    this.settings = settings;
    this.arns = arns;
  }

  /** Adds what a completed job made, and returns its ARN. */
  String add(CustomizationJob job) {
    String arn = arns.customModel();
    models.put(arn, job);
    return arn;
  }

  boolean isNamed(String name) {
    return models.values().stream().anyMatch(job -> job.modelName().equals(name));
  }

  /** The ARN of a model given by ARN or name, or null. */
  @Nullable String arnOf(String identifier) {
    for (Map.Entry<String, CustomizationJob> model : models.entrySet()) {
      if (model.getKey().equals(identifier) || model.getValue().modelName().equals(identifier)) {
        return model.getKey();
      }
    }
    return null;
  }

  /** Where a model's vectors come from; null if it learnt nothing. */
  @Nullable VectorSource vectors(String arn) {
    CustomizationJob job = models.get(arn);
    return job == null ? null : job.result().vectors();
  }

  ObjectNode get(ControlCall call) throws StubRefusal {
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
    JobJson.metrics(job, json);
    return json;
  }

  ObjectNode list(ControlCall call) throws StubRefusal {
    List<ObjectNode> lines =
        models.entrySet().stream().map(e -> summary(e.getKey(), e.getValue())).toList();
    return Listing.page(
        call, settings.pageSize, "modelSummaries", lines, Map.of("nameContains", "modelName"));
  }

  private ObjectNode summary(String arn, CustomizationJob job) {
    return StubJson.JSON
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

  ObjectNode delete(ControlCall call, Throughputs throughputs) throws StubRefusal {
    String arn = find(call.identifier());
    if (throughputs.use(arn)) {
      throw StubRefusal.conflict("The model is in use by a provisioned throughput.");
    }
    models.remove(arn);
    return StubJson.JSON.createObjectNode();
  }

  private String find(String identifier) throws StubRefusal {
    String arn = arnOf(identifier);
    if (arn == null) {
      throw StubRefusal.notFound("There is no custom model " + identifier);
    }
    return arn;
  }

  void clear() {
    models.clear();
  }
}
