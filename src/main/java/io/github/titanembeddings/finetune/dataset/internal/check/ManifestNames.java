package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import org.jspecify.annotations.Nullable;

/**
 * What violations call the two manifests.
 *
 * @param training the name of the one to learn from
 * @param validation the name of the other, a different one
 */
record ManifestNames(String training, String validation) {
  /** The last parts of the locations, or more of them where those are the same. */
  static ManifestNames of(DatasetManifest training, @Nullable DatasetManifest validation) {
    if (validation == null) {
      return new ManifestNames(training.name(), "validation");
    } else if (!training.name().equals(validation.name())) {
      return new ManifestNames(training.name(), validation.name());
    } else if (!training.location().equals(validation.location())) {
      return new ManifestNames(training.location(), validation.location());
    }
    return new ManifestNames(training.name(), validation.name() + " (validation)");
  }

  String of(DatasetRole role) {
    return role == DatasetRole.TRAINING ? training : validation;
  }
}
