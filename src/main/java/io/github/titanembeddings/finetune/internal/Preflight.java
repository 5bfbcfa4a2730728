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
import software.amazon.awssdk.services.bedrock.model.GetFoundationModelResponse;
import software.amazon.awssdk.services.bedrock.model.ModelCustomization;

/** Detects conditions under which the service rejects a valid request. */
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

  public Preflight(BedrockControlPlane control) {
    this.control = control;
  }

  public List<Violation> warnings(FineTuningRequest request) {
    List<Violation> found = new ArrayList<>();
    String region = control.region();
    if (!REGIONS.contains(region)) {
      found.add(
          Violation.warning("region", ViolationCodes.REGION_NO_FINE_TUNING)
              .actual(region)
              .limit("us-east-1 or us-west-2, which offer fine-tuning of this model")
              .remedy("submit the job there; the tuned model can be copied to other regions")
              .build());
    }
    if (request.validationDataUri().equals(Optional.of(request.trainingDataUri()))) {
      found.add(
          Violation.warning("validationDataConfig", ViolationCodes.VALIDATION_SAME_AS_TRAINING)
              .actual("the training set")
              .limit("examples that the model has not seen")
              .remedy("hold some examples back from the training set")
              .build());
    }
    String path = "baseModelIdentifier";
    String model = foundationModel(request.baseModelIdentifier());
    FoundationModelDetails details = model == null ? null : checked(found, path, model);
    if (details != null
        && details.hasCustomizationsSupported()
        && !details.customizationsSupported().contains(ModelCustomization.FINE_TUNING)) {
      found.add(
          Violation.warning(path, ViolationCodes.MODEL_NO_FINE_TUNING)
              .actual(model + ", which cannot be fine-tuned in this region")
              .remedy("check the region")
              .build());
    }
    return found;
  }

  public List<Violation> warnings(ProvisionedThroughputRequest request) {
    List<Violation> found = new ArrayList<>();
    String region = control.region();
    if (!THROUGHPUT_REGIONS.contains(region)) {
      found.add(
          Violation.warning("region", ViolationCodes.REGION_NO_THROUGHPUT)
              .actual(region)
              .limit(
                  "a region that offers provisioned throughput for this model, such as us-east-1")
              .remedy("create it there; copy the custom model to that region first")
              .build());
    }
    String model = foundationModel(request.modelId());
    if (model != null) {
      checked(found, "modelId", model);
    }
    return found;
  }

  /**
   * Returns the foundation model behind a model, since GetFoundationModel accepts no other; null if
   * the model's ARN does not name it.
   */
  private static @Nullable String foundationModel(String model) {
    if (!model.contains(":custom-model/")) {
      return model;
    }
    return model.contains(":custom-model/amazon.titan-embed-image-v1")
        ? FineTuningRequest.BASE_MODEL
        : null;
  }

  /** Checks a model's lifecycle and returns its details; null if the service returns none. */
  private @Nullable FoundationModelDetails checked(
      List<Violation> found, String path, String model) {
    FoundationModelDetails details;
    try {
      details = details(model);
    } catch (ServiceException e) {
      found.add(notChecked(path, e));
      return null;
    }
    if (details != null && isLegacy(details.modelLifecycle())) {
      found.add(
          Violation.warning(path, ViolationCodes.MODEL_LEGACY)
              .actual(model + " is Legacy" + until(details.modelLifecycle()))
              .limit("an active model: a Legacy model accepts no new jobs or throughput")
              .remedy("see the model lifecycle page of Amazon Bedrock for its successor")
              .build());
    }
    return details;
  }

  private @Nullable FoundationModelDetails details(String model) {
    GetFoundationModelResponse response =
        control.call(
            "GetFoundationModel",
            (client, override) ->
                client.getFoundationModel(
                    r -> r.modelIdentifier(model).overrideConfiguration(override)));
    return response.modelDetails();
  }

  private static Violation notChecked(String path, ServiceException failure) {
    boolean missing = failure.kind() == ServiceException.Kind.NOT_FOUND;
    return missing
        ? Violation.warning(path, ViolationCodes.MODEL_NOT_OFFERED)
            .actual("a model that the service does not know in this region")
            .remedy("check the ID and the region")
            .build()
        : Violation.warning(path, ViolationCodes.MODEL_NOT_CHECKED)
            .actual("GetFoundationModel failed: " + failure.getMessage())
            .remedy("check that the model is active before you continue")
            .build();
  }

  private static boolean isLegacy(@Nullable FoundationModelLifecycle lifecycle) {
    return lifecycle != null && lifecycle.status() == FoundationModelLifecycleStatus.LEGACY;
  }

  private static String until(FoundationModelLifecycle lifecycle) {
    // By name: the oldest supported AWS SDK has no accessor for it.
    return lifecycle
        .getValueForField("endOfLifeTime", Instant.class)
        .map(end -> ", until " + LocalDate.ofInstant(end, ZoneOffset.UTC))
        .orElse("");
  }
}
