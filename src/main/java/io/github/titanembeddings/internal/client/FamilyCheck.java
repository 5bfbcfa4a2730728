package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;

/** Rejects requests for another family than the model's. */
final class FamilyCheck {
  private FamilyCheck() {}

  static void require(ModelId modelId, ModelFamily family) {
    if (modelId.family() != family) {
      throw new InvalidRequestException(
          Violation.error("modelId", ViolationCodes.MODEL_OTHER_PAYLOAD)
              .actual("a request for " + family + ", but the client's model is " + modelId)
              .limit("a request for " + modelId.family() + ", the family of the model")
              .remedy(
                  "use withModel with a ModelId of ModelFamily."
                      + family.name()
                      + ", or another request")
              .build());
    }
  }
}
