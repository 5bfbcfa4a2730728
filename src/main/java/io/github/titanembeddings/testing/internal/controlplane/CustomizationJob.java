package io.github.titanembeddings.testing.internal.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.StubTrainer.TunedModel;
import io.github.titanembeddings.testing.internal.http.StubError;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A customization job: a state machine driven by the clock. Not thread-safe. */
final class CustomizationJob implements Resources.Resource {
  private static final double STOPPING_SHARE = 0.05;
  private static final List<String> ECHOED =
      List.of(
          "jobName",
          "clientRequestToken",
          "roleArn",
          "hyperParameters",
          "trainingDataConfig",
          "outputDataConfig",
          "vpcConfig");

  private final String arn;
  private final ObjectNode request;

  private final int epochs;
  private final ControlSettings settings;
  private final Instant created;
  private final Duration duration;
  private final ControlSettings.@Nullable ScriptedFailure scripted;
  private final Deque<Phase> phasesLeft = new ArrayDeque<>(List.of(Phase.values()));
  private String status = "InProgress";
  private Instant modified;
  private @Nullable Instant ended;
  private @Nullable Instant stopRequested;
  private @Nullable String failureMessage;
  private TunedModel result = ControlSettings.NO_TRAINING;
  private @Nullable String modelArn;

  private enum Phase {
    VALIDATION("validationDetails", 0.1),
    DATA_PROCESSING("dataProcessingDetails", 0.3),
    TRAINING("trainingDetails", 1);

    private final String field;
    private final double end;

    Phase(String field, double end) {
      this.field = field;
      this.end = end;
    }
  }

  CustomizationJob(
      String arn, ObjectNode request, int epochs, Instant created, ControlSettings settings) {
    this.arn = arn;
    this.request = request;
    this.epochs = epochs;
    this.created = created;
    this.settings = settings;
    duration = settings.jobDuration;
    scripted = settings.jobFailures.poll();
    modified = created;
  }

  void advance(Instant now) {
    if (stopRequested != null && status.equals("Stopping")) {
      Instant stopped = stopRequested.plusNanos((long) (duration.toNanos() * STOPPING_SHARE));
      if (!now.isBefore(stopped)) {
        end("Stopped", stopped);
      }
      return;
    }
    while (status.equals("InProgress")) {
      Phase current = phasesLeft.getFirst();
      Instant end = created.plusNanos((long) (duration.toNanos() * current.end));
      if (now.isBefore(end)) {
        return;
      }
      finish(current, end);
    }
  }

  private void finish(Phase current, Instant end) {
    try {
      perform(current);
    } catch (IllegalArgumentException e) {
      failureMessage = e.getMessage();
      end("Failed", end);
      return;
    }
    phasesLeft.remove();
    modified = end;
    if (phasesLeft.isEmpty()) {
      end("Completed", end);
    }
  }

  private void perform(Phase phase) {
    if (phase == Phase.DATA_PROCESSING) {
      return;
    }
    boolean training = phase == Phase.TRAINING;
    if (scripted != null && scripted.inTraining() == training) {
      throw new IllegalArgumentException(scripted.message());
    }
    if (training) {
      TunedModel tuned = settings.trainer.train(request.toString());
      ObjectStore store = settings.metrics;
      if (store != null) {
        writeMetrics(store, tuned);
      }
      result = tuned;
    } else {
      settings.trainer.validate(request.toString());
    }
  }

  /** Writes the losses where the service does, in its format. */
  private void writeMetrics(ObjectStore store, TunedModel tuned) {
    String output = request.at("/outputDataConfig/s3Uri").asText();
    String folder =
        output
            + (output.endsWith("/") ? "" : "/")
            + "model-customization-job-"
            + arn.substring(arn.lastIndexOf('/') + 1);
    List<Double> losses = tuned.trainingLosses();
    StringBuilder steps = csv("training_loss");
    for (int step = 0; step < losses.size(); step++) {
      add(steps, step, (int) ((long) step * epochs / losses.size()), losses.get(step));
    }
    write(store, folder + "/training_artifacts/step_wise_training_metrics.csv", steps);
    List<Double> validation = tuned.validationLosses();
    if (!validation.isEmpty()) {
      StringBuilder rows = csv("validation_loss");
      for (int i = 0; i < validation.size(); i++) {
        int step = Math.max(0, (i + 1) * losses.size() / validation.size() - 1);
        add(rows, step, (int) ((long) i * epochs / validation.size()), validation.get(i));
      }
      write(
          store,
          folder + "/validation_artifacts/post_fine_tuning_validation/validation_metrics.csv",
          rows);
    }
  }

  private static StringBuilder csv(String lossColumn) {
    return new StringBuilder("step_number,epoch_number," + lossColumn + ",perplexity\n");
  }

  private static void add(StringBuilder csv, int step, int epoch, double loss) {
    csv.append(String.format(Locale.ROOT, "%d,%d,%.6f,%.6f\n", step, epoch, loss, Math.exp(loss)));
  }

  private static void write(ObjectStore store, String uri, StringBuilder csv) {
    try {
      Futures.await(store.write(S3Uri.of(uri), csv.toString().getBytes(UTF_8)));
    } catch (TitanException e) {
      throw new IllegalArgumentException("Cannot write " + uri + ": " + e.getMessage(), e);
    }
  }

  private void end(String terminal, Instant time) {
    status = terminal;
    modified = time;
    ended = time;
  }

  void stop(Instant now) throws StubError {
    if (!status.equals("InProgress")) {
      throw StubError.conflict("The job is " + status + " and cannot be stopped.");
    }
    status = "Stopping";
    stopRequested = now;
    modified = now;
  }

  boolean isRunning() {
    return ended == null;
  }

  boolean isCompleted() {
    return status.equals("Completed");
  }

  @Override
  public String arn() {
    return arn;
  }

  @Override
  public ObjectNode request() {
    return request;
  }

  @Override
  public String name() {
    return request.path("jobName").asText();
  }

  String modelName() {
    return request.path("customModelName").asText();
  }

  @Nullable Instant ended() {
    return ended;
  }

  TunedModel result() {
    return result;
  }

  @Nullable String modelArn() {
    return modelArn;
  }

  void modelArn(String created) {
    modelArn = created;
  }

  ObjectNode json() {
    ObjectNode json = StubJson.object().put("jobArn", arn);
    for (String field : ECHOED) {
      if (request.hasNonNull(field)) {
        json.set(field, request.get(field));
      }
    }
    json.put("outputModelName", modelName());
    if (request.hasNonNull("validationDataConfig")) {
      json.set("validationDataConfig", request.get("validationDataConfig"));
    } else {
      json.putObject("validationDataConfig").putArray("validators");
    }
    if (request.path("customModelKmsKeyId").asText().contains(":key/")) {
      json.set("outputModelKmsKeyArn", request.get("customModelKmsKeyId"));
    }
    if (modelArn != null) {
      json.put("outputModelArn", modelArn);
    }
    if (failureMessage != null) {
      json.put("failureMessage", failureMessage);
    }
    putMetrics(json);
    return putState(json);
  }

  ObjectNode summary() {
    ObjectNode json =
        StubJson.object()
            .put("jobArn", arn)
            .put("jobName", name())
            .put("customModelName", modelName());
    if (modelArn != null) {
      json.put("customModelArn", modelArn);
    }
    return putState(json);
  }

  private ObjectNode putState(ObjectNode json) {
    json.put("baseModelArn", Resources.FOUNDATION_MODEL)
        .put("customizationType", "FINE_TUNING")
        .put("status", settings.reported(arn, name(), status))
        .put("creationTime", created.toString())
        .put("lastModifiedTime", modified.toString());
    if (ended != null) {
      json.put("endTime", ended.toString());
    }
    ObjectNode details = json.putObject("statusDetails");
    for (Phase phase : Phase.values()) {
      details
          .putObject(phase.field)
          .put("status", statusOf(phase))
          .put("creationTime", created.toString())
          .put("lastModifiedTime", modified.toString());
    }
    return json;
  }

  private String statusOf(Phase phase) {
    if (!phasesLeft.contains(phase)) {
      return "Completed";
    }
    return phase == phasesLeft.getFirst() ? status : "NotStarted";
  }

  void putMetrics(ObjectNode json) {
    List<Double> training = result.trainingLosses();
    if (!training.isEmpty()) {
      json.putObject("trainingMetrics").put("trainingLoss", training.get(training.size() - 1));
    }
    List<Double> validation = result.validationLosses();
    if (!validation.isEmpty()) {
      json.putArray("validationMetrics")
          .addObject()
          .put("validationLoss", validation.get(validation.size() - 1));
    }
  }
}
