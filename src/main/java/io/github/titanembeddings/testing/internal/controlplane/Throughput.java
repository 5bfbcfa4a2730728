package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.http.ScriptedResponse;
import io.github.titanembeddings.testing.internal.http.StubError;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A provisioned throughput: a state machine driven by the clock. Thread-safe. */
public final class Throughput {
  /** The model of a throughput; the vectors are null if they are the base model's. */
  public record Model(String arn, @Nullable VectorSource vectors) {
    boolean isCustom() {
      return !arn.equals(Arns.FOUNDATION_MODEL);
    }
  }

  final String arn;
  final ObjectNode request;

  private final Instant created;
  private final @Nullable String failure;
  private String name;
  private Model model;
  private Model desired;
  private String status = "Creating";
  private Instant modified;
  private Instant ready;

  Throughput(
      String arn,
      ObjectNode request,
      Model model,
      Instant created,
      Duration duration,
      @Nullable String failure) {
    this.arn = arn;
    this.request = request;
    this.created = created;
    this.failure = failure;
    this.model = model;
    name = request.path("provisionedModelName").asText();
    desired = model;
    modified = created;
    ready = created.plus(duration);
  }

  synchronized void advance(Instant now) {
    boolean changes = status.equals("Creating") || status.equals("Updating");
    if (changes && !now.isBefore(ready)) {
      status = failure == null ? "InService" : "Failed";
      model = desired;
      modified = ready;
    }
  }

  synchronized void update(
      @Nullable String newName, @Nullable Model newModel, Instant now, Duration duration)
      throws StubError {
    if (!status.equals("InService")) {
      throw StubError.invalid("The provisioned throughput is " + status + ".");
    }
    if (newName != null) {
      name = newName;
      modified = now;
    }
    if (newModel != null) {
      desired = newModel;
      status = "Updating";
      modified = now;
      ready = now.plus(duration);
    }
  }

  synchronized Model serving() throws StubError {
    if (status.equals("InService") || status.equals("Updating")) {
      return model;
    }
    throw StubError.notReady();
  }

  synchronized boolean isInService() {
    return status.equals("InService");
  }

  synchronized boolean uses(String modelArn) {
    return model.arn().equals(modelArn) || desired.arn().equals(modelArn);
  }

  synchronized String name() {
    return name;
  }

  /** Returns whether the units count against the quota of custom models, or of base models. */
  synchronized boolean counts(boolean custom) {
    return !status.equals("Failed") && model.isCustom() == custom && !isCommitted();
  }

  boolean isCommitted() {
    return request.hasNonNull("commitmentDuration");
  }

  int units() {
    return request.path("modelUnits").intValue();
  }

  synchronized ObjectNode json(ControlSettings settings) {
    ObjectNode json =
        ScriptedResponse.JSON
            .createObjectNode()
            .put("modelUnits", units())
            .put("desiredModelUnits", units())
            .put("provisionedModelName", name)
            .put("provisionedModelArn", arn)
            .put("modelArn", model.arn())
            .put("desiredModelArn", desired.arn())
            .put("foundationModelArn", Arns.FOUNDATION_MODEL)
            .put("status", settings.reported(arn, name, status))
            .put("creationTime", created.toString())
            .put("lastModifiedTime", modified.toString());
    if (status.equals("Failed")) {
      json.put("failureMessage", failure);
    }
    if (isCommitted()) {
      String term = request.path("commitmentDuration").asText();
      int days = term.equals("OneMonth") ? 30 : 180;
      json.put("commitmentDuration", term)
          .put("commitmentExpirationTime", created.plus(Duration.ofDays(days)).toString());
    }
    return json;
  }
}
