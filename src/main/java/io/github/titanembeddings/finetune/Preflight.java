package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.transport.BedrockControlPlane;
import io.github.titanembeddings.validation.Violation;
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

/** Looks for what will have a job refused although nothing is wrong with its request. */
final class Preflight {
  /** From https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-fine-tuning.html. */
  private static final Set<String> REGIONS = Set.of("us-east-1", "us-west-2");

  private static final String MODEL = "baseModelIdentifier";

  private final BedrockControlPlane control;

  Preflight(BedrockControlPlane control) {
    this.control = control;
  }

  List<Violation> warnings(FineTuningRequest request) {
    List<Violation> found = new ArrayList<>();
    String region = control.region();
    if (!REGIONS.contains(region)) {
      found.add(
          Violation.warning("region", "region.no-fine-tuning")
              .actual(region)
              .limit("us-east-1 or us-west-2, where this model can be tuned")
              .remedy("submit the job there; the tuned model can be copied to other regions")
              .build());
    }
    if (request.validationDataUri().equals(Optional.of(request.trainingDataUri()))) {
      found.add(
          Violation.warning("validationDataConfig", "validation.same-as-training")
              .actual("the training examples once more")
              .limit("examples that the model has not seen")
              .remedy("keep some examples out of the training set")
              .build());
    }
    checkModel(found, request.baseModelIdentifier());
    return found;
  }

  private void checkModel(List<Violation> found, String model) {
    FoundationModelDetails details;
    try {
      details = details(model);
    } catch (ServiceException e) {
      found.add(notChecked(e));
      return;
    }
    if (details == null) {
      return;
    }
    if (isLegacy(details.modelLifecycle())) {
      found.add(
          Violation.warning(MODEL, "model.legacy")
              .actual(model + " is Legacy" + until(details.modelLifecycle()))
              .limit("new jobs for active models only")
              .remedy("look at the model's lifecycle page for what succeeds it")
              .build());
    }
    boolean tells = details.hasCustomizationsSupported();
    if (tells && !details.customizationsSupported().contains(ModelCustomization.FINE_TUNING)) {
      found.add(
          Violation.warning(MODEL, "model.no-fine-tuning")
              .actual(model + ", which can't be tuned in this region")
              .remedy("look at the region")
              .build());
    }
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

  private static Violation notChecked(ServiceException failure) {
    boolean missing = failure.kind() == ServiceException.Kind.NOT_FOUND;
    return missing
        ? Violation.warning(MODEL, "model.not-offered")
            .actual("a model that the service does not know in this region")
            .remedy("look at the id and the region")
            .build()
        : Violation.warning(MODEL, "model.not-checked")
            .actual("GetFoundationModel was not answered: " + failure.getMessage())
            .remedy("see that the model is active before you submit the job")
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
