package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.ScriptedResponse;
import io.github.titanembeddings.testing.internal.http.StubError;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The customization jobs. Not thread-safe. */
final class CustomizationJobs {
  private static final Set<String> BASE_MODELS = Set.of(Arns.BASE_MODEL, Arns.FOUNDATION_MODEL);

  private final Map<String, CustomizationJob> jobs = new LinkedHashMap<>();
  private final ControlSettings settings;
  private final Arns arns;
  private final CustomModels models;

  CustomizationJobs(ControlSettings settings, Arns arns, CustomModels models) {
    this.settings = settings;
    this.arns = arns;
    this.models = models;
  }

  ObjectNode create(ControlCall call) throws StubError {
    ObjectNode request = call.json();
    ControlShapes.checkJob(request);
    CustomizationJob earlier = byToken(request.path("clientRequestToken").asText());
    if (earlier != null) {
      return arn(earlier);
    }
    require(request);
    int epochs = ControlShapes.checkHyperParameters(request.path("hyperParameters"));
    CustomizationJob job = new CustomizationJob(arns.job(), request, epochs, call.now(), settings);
    jobs.put(job.arn, job);
    return arn(job);
  }

  private void require(ObjectNode request) throws StubError {
    if (!BASE_MODELS.contains(request.path("baseModelIdentifier").asText())
        || !request.path("customizationType").asText("FINE_TUNING").equals("FINE_TUNING")) {
      throw StubError.invalid("The base model does not support this customization.");
    }
    if (settings.legacy) {
      throw StubError.invalid("The base model is legacy: it does not accept new jobs.");
    }
    String name = request.path("jobName").asText();
    String modelName = request.path("customModelName").asText();
    if (jobs.values().stream().anyMatch(job -> job.name().equals(name))) {
      throw StubError.conflict("The job name is already in use: " + name);
    }
    boolean reserved =
        jobs.values().stream()
            .anyMatch(job -> job.isRunning() && job.modelName().equals(modelName));
    if (reserved || models.isNamed(modelName)) {
      throw StubError.conflict("The model name is already in use: " + modelName);
    }
    if (jobs.values().stream().filter(CustomizationJob::isRunning).count() >= settings.jobQuota) {
      throw StubError.overQuota(
          "The account has "
              + settings.jobQuota
              + " scheduled customization jobs, which is its quota.");
    }
  }

  private @Nullable CustomizationJob byToken(String token) {
    return jobs.values().stream()
        .filter(job -> !token.isEmpty())
        .filter(job -> job.request.path("clientRequestToken").asText().equals(token))
        .findFirst()
        .orElse(null);
  }

  private static ObjectNode arn(CustomizationJob job) {
    return ScriptedResponse.JSON.createObjectNode().put("jobArn", job.arn);
  }

  ObjectNode get(ControlCall call) throws StubError {
    return find(call.identifier()).json();
  }

  ObjectNode stop(ControlCall call) throws StubError {
    find(call.identifier()).stop(call.now());
    return ScriptedResponse.JSON.createObjectNode();
  }

  ObjectNode list(ControlCall call) throws StubError {
    List<ObjectNode> lines = jobs.values().stream().map(CustomizationJob::summary).toList();
    Map<String, String> filters = Map.of("statusEquals", "status", "nameContains", "jobName");
    return call.page(settings.pageSize, "modelCustomizationJobSummaries", lines, filters);
  }

  private CustomizationJob find(String identifier) throws StubError {
    for (CustomizationJob job : jobs.values()) {
      if (job.is(identifier)) {
        return job;
      }
    }
    throw StubError.notFound("There is no customization job " + identifier);
  }

  void forget(String identifier) {
    jobs.values().removeIf(job -> job.is(identifier));
  }

  /** Advances all jobs to a time and creates the models of completed ones. */
  void advance(Instant now) {
    for (CustomizationJob job : jobs.values()) {
      job.advance(now);
      if (job.isCompleted() && job.modelArn() == null) {
        job.modelArn(models.add(job));
      }
    }
  }
}
