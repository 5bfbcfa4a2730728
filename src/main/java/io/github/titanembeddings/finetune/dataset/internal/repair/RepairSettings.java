package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.check.ValidationSettings;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The settings of a repair, with those for the validation of the original dataset. */
public record RepairSettings(
    ValidationSettings original,
    @Nullable S3Uri repairedImages,
    @Nullable BiFunction<TrainingExample, List<Violation>, @Nullable String> captioner,
    Set<String> droppedWarnings) {
  boolean isReason(Violation violation) {
    return violation.severity() == Violation.Severity.ERROR
        || droppedWarnings.contains(violation.code());
  }
}
