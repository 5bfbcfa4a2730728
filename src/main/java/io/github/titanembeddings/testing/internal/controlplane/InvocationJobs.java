package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubError;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The batch jobs. Not thread-safe. */
final class InvocationJobs {
  /** Of the text models, only V2 has batch jobs. */
  private static final Pattern TEXT_V2 =
      Pattern.compile("(?:arn:aws[^/]*:foundation-model/)?amazon\\.titan-embed-text-v2:0");

  private final Resources<InvocationJob> jobs =
      new Resources<>("batch inference job", "model-invocation-job/b");
  private final ControlSettings settings;
  private final CustomModels models;
  private final InvocationRun.Embedder embedder;

  InvocationJobs(ControlSettings settings, CustomModels models, InvocationRun.Embedder embedder) {
    this.settings = settings;
    this.models = models;
    this.embedder = embedder;
  }

  ObjectNode create(ControlCall call) throws StubError {
    ObjectNode request = call.json();
    ControlShapes.checkBatchJob(request);
    InvocationJob job = jobs.createdBy(request);
    if (job == null) {
      String modelId = request.path("modelId").asText();
      CustomModels.Model model = models.find(modelId);
      if (model == null
          && !models.isFoundationModel(modelId)
          && !TEXT_V2.matcher(modelId).matches()) {
        throw StubError.unknownModel();
      }
      requireAllowed(request, model != null);
      job =
          new InvocationJob(
              jobs.newArn(),
              request,
              model == null ? null : model.vectors(),
              call.now(),
              settings,
              embedder);
      jobs.add(job);
    }
    return StubJson.object().put("jobArn", job.arn());
  }

  private void requireAllowed(ObjectNode request, boolean custom) throws StubError {
    String name = request.path("jobName").asText();
    if (jobs.find(name) != null) {
      throw StubError.conflict("The job name is already in use: " + name);
    }
    int quota = custom ? settings.batch.customJobQuota : settings.batch.jobQuota;
    long running =
        jobs.all().stream().filter(job -> job.isRunning() && job.isCustom() == custom).count();
    if (running >= quota) {
      throw StubError.overQuota(
          "The account has "
              + running
              + " in-progress and submitted batch inference jobs of "
              + (custom ? "custom models" : "base models")
              + "; its quota is "
              + quota
              + ".");
    }
  }

  ObjectNode get(ControlCall call) throws StubError {
    return find(call.identifier()).json();
  }

  ObjectNode stop(ControlCall call) throws StubError {
    find(call.identifier()).stop(call.now());
    return StubJson.object();
  }

  /** Finds a job by its ARN or the ID at its end; the service finds none by its name. */
  private InvocationJob find(String identifier) throws StubError {
    String id = identifier.substring(identifier.lastIndexOf('/') + 1);
    for (InvocationJob job : jobs.all()) {
      if (job.arn().endsWith("/" + id)) {
        return job;
      }
    }
    throw StubError.notFound("There is no batch inference job " + identifier);
  }

  ObjectNode list(ControlCall call) throws StubError {
    List<ObjectNode> lines = jobs.all().stream().map(InvocationJob::json).toList();
    Map<String, String> filters = Map.of("statusEquals", "status", "nameContains", "jobName");
    return call.page(settings.pageSize, "invocationJobSummaries", lines, filters);
  }

  void forget(String identifier) {
    jobs.forget(identifier);
  }

  void advance(Instant now) {
    jobs.all().forEach(job -> job.advance(now));
  }

  /** Returns the work in progress of a job, or of any for an empty identifier; null if none. */
  @Nullable BackgroundTask<?> work(String identifier) {
    return jobs.all().stream()
        .filter(job -> identifier.isEmpty() || job.arn().endsWith(identifier))
        .map(InvocationJob::work)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Ends the work of all jobs. */
  void cancel() {
    jobs.all().forEach(InvocationJob::cancel);
  }
}
