package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.FoundationModelDetails;
import software.amazon.awssdk.services.bedrock.model.FoundationModelLifecycle;
import software.amazon.awssdk.services.bedrock.model.FoundationModelLifecycleStatus;
import software.amazon.awssdk.services.bedrock.model.ModelCustomization;

/** Detects conditions under which the service rejects a valid request. For one check. */
public final class Preflight {
  /** From https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-fine-tuning.html. */
  private static final Set<String> REGIONS = Set.of("us-east-1", "us-west-2");

  /** From https://docs.aws.amazon.com/bedrock/latest/userguide/pt-supported.html. */
  private static final Set<String> THROUGHPUT_REGIONS =
      Set.of(
          "ap-south-1",
          "ap-southeast-2",
          "ca-central-1",
          "eu-central-1",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "sa-east-1",
          "us-east-1",
          "us-west-2");

  private final BedrockControlPlane control;
  private final List<Violation> found = new ArrayList<>();

  public Preflight(BedrockControlPlane control) {
    this.control = control;
  }

  public List<Violation> warnings(FineTuningRequest request) {
    if (!REGIONS.contains(control.region())) {
      warn(
          "region",
          ViolationCodes.REGION_NO_FINE_TUNING,
          control.region(),
          "us-east-1 or us-west-2, which offer fine-tuning of this model",
          "submit the job there; the tuned model can be copied to other regions");
    }
    if (request.validationDataUri().equals(Optional.of(request.trainingDataUri()))) {
      warn(
          "validationDataConfig",
          ViolationCodes.VALIDATION_SAME_AS_TRAINING,
          "the training set",
          "examples that the model has not seen",
          "hold some examples back from the training set");
    }
    String path = "baseModelIdentifier";
    FoundationModelDetails details = checkModel(path, request.baseModelIdentifier());
    if (details != null
        && details.hasCustomizationsSupported()
        && !details.customizationsSupported().contains(ModelCustomization.FINE_TUNING)) {
      String actual = request.baseModelIdentifier() + ", which cannot be fine-tuned in this region";
      warn(path, ViolationCodes.MODEL_NO_FINE_TUNING, actual, "", "check the region");
    }
    return found;
  }

  public List<Violation> warnings(ProvisionedThroughputRequest request) {
    if (!THROUGHPUT_REGIONS.contains(control.region())) {
      warn(
          "region",
          ViolationCodes.REGION_NO_THROUGHPUT,
          control.region(),
          "a region that offers provisioned throughput for this model, such as us-east-1",
          "create it there; copy the custom model to that region first");
    }
    checkModel("modelId", request.modelId());
    return found;
  }

  private void warn(String path, String code, String actual, String limit, String remedy) {
    found.add(Violation.warning(path, code).actual(actual).limit(limit).remedy(remedy).build());
  }

  /**
   * Checks the lifecycle of the foundation model behind a model, since GetFoundationModel accepts
   * no other, and returns its details. Returns null if the service returns none, or the model's ARN
   * does not name it.
   */
  private @Nullable FoundationModelDetails checkModel(String path, String model) {
    boolean custom = model.contains(":custom-model/");
    if (custom && !model.contains(":custom-model/amazon.titan-embed-image-v1")) {
      return null;
    }
    String id = custom ? FineTuningRequest.BASE_MODEL : model;
    FoundationModelDetails details;
    try {
      details =
          control
              .call(
                  "GetFoundationModel",
                  (client, override) ->
                      client.getFoundationModel(
                          r -> r.modelIdentifier(id).overrideConfiguration(override)))
              .modelDetails();
    } catch (ServiceException e) {
      if (e.kind() == ServiceException.Kind.NOT_FOUND) {
        String actual = "a model that the service does not know in this region";
        warn(path, ViolationCodes.MODEL_NOT_OFFERED, actual, "", "check the ID and the region");
      } else {
        String actual = "GetFoundationModel failed: " + e.getMessage();
        String remedy = "check that the model is active before you continue";
        warn(path, ViolationCodes.MODEL_NOT_CHECKED, actual, "", remedy);
      }
      return null;
    }
    FoundationModelLifecycle lifecycle = details == null ? null : details.modelLifecycle();
    if (lifecycle != null && lifecycle.status() == FoundationModelLifecycleStatus.LEGACY) {
      warn(
          path,
          ViolationCodes.MODEL_LEGACY,
          id + " is Legacy" + until(lifecycle),
          "an active model: a Legacy model accepts no new jobs or throughput",
          "see the model lifecycle page of Amazon Bedrock for its successor");
    }
    return details;
  }

  private static String until(FoundationModelLifecycle lifecycle) {
    // By name: the oldest supported AWS SDK has no accessor for it.
    return lifecycle
        .getValueForField("endOfLifeTime", Instant.class)
        .map(end -> ", until " + LocalDate.ofInstant(end, ZoneOffset.UTC))
        .orElse("");
  }
}
