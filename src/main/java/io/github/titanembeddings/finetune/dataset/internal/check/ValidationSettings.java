package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limits;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings of a validation; {@code DatasetValidator.Builder} documents each. */
public record ValidationSettings(
    ManifestSource training,
    @Nullable ManifestSource validation,
    @Nullable ObjectStore images,
    List<S3Uri> allowedPrefixes,
    Limits limits,
    int maxViolations,
    int imagesInFlight,
    boolean fullHash,
    Set<ContentCheck> contentChecks,
    Timing timing) {
  /** Omits the content checks that need images if there is no store. */
  public ValidationSettings {
    contentChecks =
        contentChecks.stream()
            .filter(check -> images != null || !check.needsImages())
            .collect(Collectors.toUnmodifiableSet());
  }

  public ValidationSettings with(
      ManifestSource newTraining, @Nullable ManifestSource newValidation) {
    return new ValidationSettings(
        newTraining,
        newValidation,
        images,
        allowedPrefixes,
        limits,
        maxViolations,
        imagesInFlight,
        fullHash,
        contentChecks,
        timing);
  }
}
