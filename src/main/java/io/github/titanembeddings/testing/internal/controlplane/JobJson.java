package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.util.List;

/** Tells of a customization job as the service does. */
final class JobJson {
  private static final List<String> ECHOED =
      List.of(
          "jobName",
          "clientRequestToken",
          "roleArn",
          "hyperParameters",
          "trainingDataConfig",
          "outputDataConfig",
          "vpcConfig");

  private JobJson() {}

  /** The whole of it. */
  static ObjectNode whole(CustomizationJob job, ControlSettings settings) {
    ObjectNode json = StubJson.JSON.createObjectNode().put("jobArn", job.arn);
    for (String field : ECHOED) {
      if (job.request.hasNonNull(field)) {
        json.set(field, job.request.get(field));
      }
    }
    json.put("outputModelName", job.modelName());
    if (job.request.hasNonNull("validationDataConfig")) {
      json.set("validationDataConfig", job.request.get("validationDataConfig"));
    } else {
      json.putObject("validationDataConfig").putArray("validators");
    }
    if (job.request.path("customModelKmsKeyId").asText().contains(":key/")) {
      json.set("outputModelKmsKeyArn", job.request.get("customModelKmsKeyId"));
    }
    if (job.modelArn() != null) {
      json.put("outputModelArn", job.modelArn());
    }
    if (job.failureMessage() != null) {
      json.put("failureMessage", job.failureMessage());
    }
    metrics(job, json);
    return common(job, settings, json);
  }

  /** Its line in a list. */
  static ObjectNode summary(CustomizationJob job, ControlSettings settings) {
    ObjectNode json =
        StubJson.JSON
            .createObjectNode()
            .put("jobArn", job.arn)
            .put("jobName", job.name())
            .put("customModelName", job.modelName());
    if (job.modelArn() != null) {
      json.put("customModelArn", job.modelArn());
    }
    return common(job, settings, json);
  }

  private static ObjectNode common(
      CustomizationJob job, ControlSettings settings, ObjectNode json) {
    json.put("baseModelArn", Arns.FOUNDATION_MODEL)
        .put("customizationType", "FINE_TUNING")
        .put("status", settings.reported(job.arn, job.name(), job.status()))
        .put("creationTime", job.created.toString())
        .put("lastModifiedTime", job.modified().toString());
    if (job.ended() != null) {
      json.put("endTime", job.ended().toString());
    }
    ObjectNode details = json.putObject("statusDetails");
    for (JobPhase phase : JobPhase.values()) {
      details
          .putObject(phase.field())
          .put("status", job.statusOf(phase))
          .put("creationTime", job.created.toString())
          .put("lastModifiedTime", job.modified().toString());
    }
    return json;
  }

  /** The losses, where there are any. */
  static void metrics(CustomizationJob job, ObjectNode json) {
    if (job.result().trainingLoss() != null) {
      json.putObject("trainingMetrics").put("trainingLoss", job.result().trainingLoss());
    }
    if (job.result().validationLoss() != null) {
      json.putArray("validationMetrics")
          .addObject()
          .put("validationLoss", job.result().validationLoss());
    }
  }
}
