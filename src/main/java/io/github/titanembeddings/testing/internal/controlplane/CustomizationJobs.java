package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubJson;
import io.github.titanembeddings.testing.internal.http.StubRefusal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The customization jobs of the stand-in. Not safe for use by several threads. */
final class CustomizationJobs {
  private static final Set<String> BASE_MODELS =
      Set.of(ControlShapes.BASE_MODEL, Arns.FOUNDATION_MODEL);

  private final Map<String, CustomizationJob> jobs = new LinkedHashMap<>();
  private final ControlSettings settings;
  private final Arns arns;
  private final JobWork work;
  private final CustomModels models;

  CustomizationJobs(ControlSettings settings, Arns arns, JobWork work, CustomModels models) {
    this.settings = settings;
    this.arns = arns;
    this.work = work;
    this.models = models;
  }

  ObjectNode create(ControlCall call) throws StubRefusal {
    ObjectNode request = call.json();
    ControlShapes.checkJob(request);
    CustomizationJob earlier = byToken(request.path("clientRequestToken").asText());
    if (earlier != null) {
      return arn(earlier);
    }
    require(request);
    HyperParameterCheck.Values hyperParameters =
        HyperParameterCheck.read(request.path("hyperParameters"));
    CustomizationJob job =
        new CustomizationJob(
            arns.job(),
            request,
            hyperParameters,
            call.now(),
            settings.jobDuration,
            work,
            settings.takeJobFailure());
    jobs.put(job.arn, job);
    return arn(job);
  }

  private void require(ObjectNode request) throws StubRefusal {
    if (!BASE_MODELS.contains(request.path("baseModelIdentifier").asText())
        || !request.path("customizationType").asText("FINE_TUNING").equals("FINE_TUNING")) {
      throw StubRefusal.invalid("The base model does not support this customization.");
    }
    if (settings.legacy) {
      throw StubRefusal.invalid("The base model is legacy: it takes no new jobs.");
    }
    String name = request.path("jobName").asText();
    String modelName = request.path("customModelName").asText();
    if (jobs.values().stream().anyMatch(job -> job.name().equals(name))) {
      throw StubRefusal.conflict("The job name is already in use: " + name);
    }
    boolean promised =
        jobs.values().stream()
            .anyMatch(job -> job.isRunning() && job.modelName().equals(modelName));
    if (promised || models.isNamed(modelName)) {
      throw StubRefusal.conflict("The model name is already in use: " + modelName);
    }
    if (jobs.values().stream().filter(CustomizationJob::isRunning).count() >= settings.jobQuota) {
      throw StubRefusal.overQuota(
          "The account has "
              + settings.jobQuota
              + " scheduled customization jobs, the most there may be.");
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
    return StubJson.JSON.createObjectNode().put("jobArn", job.arn);
  }

  ObjectNode get(ControlCall call) throws StubRefusal {
    return JobJson.whole(find(call.identifier()), settings);
  }

  ObjectNode stop(ControlCall call) throws StubRefusal {
    find(call.identifier()).stop(call.now());
    return StubJson.JSON.createObjectNode();
  }

  ObjectNode list(ControlCall call) throws StubRefusal {
    List<ObjectNode> lines =
        jobs.values().stream().map(job -> JobJson.summary(job, settings)).toList();
    Map<String, String> filters = Map.of("statusEquals", "status", "nameContains", "jobName");
    return Listing.page(call, settings.pageSize, "modelCustomizationJobSummaries", lines, filters);
  }

  private CustomizationJob find(String identifier) throws StubRefusal {
    for (CustomizationJob job : jobs.values()) {
      if (job.arn.equals(identifier) || job.name().equals(identifier)) {
        return job;
      }
    }
    throw StubRefusal.notFound("There is no customization job " + identifier);
  }

  void forget(String identifier) {
    jobs.values().removeIf(job -> job.arn.equals(identifier) || job.name().equals(identifier));
  }

  /** Brings all jobs to a time, and makes the models of those that are through. */
  void advance(Instant now) {
    for (CustomizationJob job : jobs.values()) {
      job.advance(now);
      if (job.isCompleted() && job.modelArn() == null) {
        job.modelArn(models.add(job));
      }
    }
  }

  void clear() {
    jobs.clear();
  }
}
