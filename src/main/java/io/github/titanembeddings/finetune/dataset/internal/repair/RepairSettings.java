package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.check.ValidationSettings;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The settings of a repair, with those for the validation of the original dataset. */
public record RepairSettings(
    ValidationSettings original,
    @Nullable S3Uri repairedImages,
    @Nullable BiFunction<TrainingExample, List<Violation>, @Nullable String> captioner,
    Set<String> droppedWarnings,
    boolean stripsHtml,
    boolean movesLeaked) {
  private static final Set<String> LEAKED =
      Set.of(
          ViolationCodes.IMAGE_LEAKED,
          ViolationCodes.IMAGE_NEAR_LEAKED,
          ViolationCodes.IMAGE_REF_LEAKED);

  /** Returns whether a line of the validation manifest is moved because of this. */
  boolean moves(Violation violation) {
    return movesLeaked && LEAKED.contains(violation.code());
  }

  boolean isReason(Violation violation) {
    return violation.severity() == Violation.Severity.ERROR
        || droppedWarnings.contains(violation.code());
  }
}
