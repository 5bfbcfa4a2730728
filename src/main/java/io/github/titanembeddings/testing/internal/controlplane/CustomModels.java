package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.http.StubError;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The custom models and the foundation model. Not thread-safe. */
final class CustomModels {
  private static final String ON_DEMAND = "amazon.titan-embed-image-v1";
  private static final Set<String> FOUNDATION_MODELS =
      Set.of(
          ON_DEMAND,
          Resources.BASE_MODEL,
          Resources.FOUNDATION_MODEL,
          Resources.FOUNDATION_MODEL.substring(0, Resources.FOUNDATION_MODEL.length() - 2));
  private static final List<String> ECHOED =
      List.of("hyperParameters", "trainingDataConfig", "validationDataConfig", "outputDataConfig");

  private final Resources<Model> models =
      new Resources<>("custom model", "custom-model/" + Resources.BASE_MODEL + "/m");
  private final ControlSettings settings;

  CustomModels(ControlSettings settings) {
    this.settings = settings;
  }

  /** A custom model and the job that created it. */
  record Model(String arn, CustomizationJob job) implements Resources.Resource {
    @Override
    public String name() {
      return job.modelName();
    }

    @Override
    public ObjectNode request() {
      return job.request();
    }

    /** Returns the vectors of the model; null if they are the base model's. */
    @Nullable VectorSource vectors() {
      return job.result().vectors();
    }
  }

  /** Adds the model of a completed job and returns its ARN. */
  String add(CustomizationJob job) {
    String arn = models.newArn();
    models.add(new Model(arn, job));
    return arn;
  }

  boolean isNamed(String name) {
    return models.find(name) != null;
  }

  boolean isFoundationModel(String identifier) {
    return FOUNDATION_MODELS.contains(identifier);
  }

  @Nullable Model find(String identifier) {
    return models.find(identifier);
  }

  ObjectNode get(ControlCall call) throws StubError {
    Model model = models.get(call.identifier());
    CustomizationJob job = model.job();
    ObjectNode json = summary(model).put("jobName", job.name()).put("jobArn", job.arn());
    for (String field : ECHOED) {
      if (job.request().hasNonNull(field)) {
        json.set(field, job.request().get(field));
      }
    }
    job.putMetrics(json);
    return json;
  }

  ObjectNode list(ControlCall call) throws StubError {
    List<ObjectNode> lines = models.all().stream().map(this::summary).toList();
    return call.page(
        settings.pageSize, "modelSummaries", lines, Map.of("nameContains", "modelName"));
  }

  private ObjectNode summary(Model model) {
    return StubJson.object()
        .put("modelArn", model.arn())
        .put("modelName", model.name())
        .put("baseModelArn", Resources.FOUNDATION_MODEL)
        .put("baseModelName", "Titan Multimodal")
        .put("customizationType", "FINE_TUNING")
        .put("ownerAccountId", Resources.ACCOUNT)
        .put("creationTime", String.valueOf(model.job().ended()))
        .put("modelStatus", settings.reported(model.arn(), model.name(), "Active"));
  }

  ObjectNode delete(ControlCall call, Predicate<String> inUse) throws StubError {
    Model model = models.get(call.identifier());
    if (inUse.test(model.arn())) {
      throw StubError.conflict("The model is in use by a provisioned throughput.");
    }
    models.remove(model);
    return StubJson.object();
  }

  ObjectNode getFoundationModel(ControlCall call) throws StubError {
    if (!isFoundationModel(call.identifier())) {
      throw StubError.notFound("There is no foundation model " + call.identifier());
    }
    boolean onDemand = call.identifier().endsWith(ON_DEMAND);
    String id = onDemand ? ON_DEMAND : Resources.BASE_MODEL;
    ObjectNode reply = StubJson.object();
    ObjectNode details =
        reply
            .putObject("modelDetails")
            .put("modelArn", Resources.FOUNDATION_MODEL.replace(Resources.BASE_MODEL, id))
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
