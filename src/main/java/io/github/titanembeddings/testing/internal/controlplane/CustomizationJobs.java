package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubError;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The customization jobs. Not thread-safe. */
final class CustomizationJobs {
  private static final Set<String> BASE_MODELS =
      Set.of(Resources.BASE_MODEL, Resources.FOUNDATION_MODEL);

  private final Resources<CustomizationJob> jobs =
      new Resources<>(
          "customization job", "model-customization-job/" + Resources.BASE_MODEL + "/j");
  private final ControlSettings settings;
  private final CustomModels models;

  CustomizationJobs(ControlSettings settings, CustomModels models) {
    this.settings = settings;
    this.models = models;
  }

  ObjectNode create(ControlCall call) throws StubError {
    ObjectNode request = call.json();
    ControlShapes.checkJob(request);
    CustomizationJob job = jobs.createdBy(request);
    if (job == null) {
      requireAllowed(request);
      int epochs = ControlShapes.checkHyperParameters(request.path("hyperParameters"));
      job = new CustomizationJob(jobs.newArn(), request, epochs, call.now(), settings);
      jobs.add(job);
    }
    return StubJson.object().put("jobArn", job.arn());
  }

  private void requireAllowed(ObjectNode request) throws StubError {
    if (!BASE_MODELS.contains(request.path("baseModelIdentifier").asText())
        || !request.path("customizationType").asText("FINE_TUNING").equals("FINE_TUNING")) {
      throw StubError.invalid("The base model does not support this customization.");
    }
    if (settings.legacy) {
      throw StubError.invalid("The base model is legacy: it does not accept new jobs.");
    }
    String name = request.path("jobName").asText();
    String modelName = request.path("customModelName").asText();
    if (jobs.find(name) != null) {
      throw StubError.conflict("The job name is already in use: " + name);
    }
    List<CustomizationJob> running =
        jobs.all().stream().filter(CustomizationJob::isRunning).toList();
    if (models.isNamed(modelName)
        || running.stream().anyMatch(job -> job.modelName().equals(modelName))) {
      throw StubError.conflict("The model name is already in use: " + modelName);
    }
    if (running.size() >= settings.jobQuota) {
      throw StubError.overQuota(
          "The account has "
              + settings.jobQuota
              + " scheduled customization jobs, which is its quota.");
    }
  }

  ObjectNode get(ControlCall call) throws StubError {
    return jobs.get(call.identifier()).json();
  }

  ObjectNode stop(ControlCall call) throws StubError {
    jobs.get(call.identifier()).stop(call.now());
    return StubJson.object();
  }

  ObjectNode list(ControlCall call) throws StubError {
    List<ObjectNode> lines = jobs.all().stream().map(CustomizationJob::summary).toList();
    Map<String, String> filters = Map.of("statusEquals", "status", "nameContains", "jobName");
    return call.page(settings.pageSize, "modelCustomizationJobSummaries", lines, filters);
  }

  void forget(String identifier) {
    jobs.forget(identifier);
  }

  /** Advances all jobs to a time and creates the models of completed ones. */
  void advance(Instant now) {
    for (CustomizationJob job : jobs.all()) {
      job.advance(now);
      if (job.isCompleted() && job.modelArn() == null) {
        job.modelArn(models.add(job));
      }
    }
  }
}
