package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ViolationPaths;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The names that violations use for the two manifests, and references to lines. A reference is the
 * line number, negated for the validation manifest, so that half a million take little memory.
 *
 * @param training the name of the training manifest
 * @param validation the name of the validation manifest, always a different one
 */
public record ManifestNames(String training, String validation) {
  /** Uses the last parts of the locations, or the whole locations if those are the same. */
  static ManifestNames of(ManifestSource training, @Nullable ManifestSource validation) {
    if (validation == null) {
      return new ManifestNames(training.name(), "validation");
    } else if (!training.name().equals(validation.name())) {
      return new ManifestNames(training.name(), validation.name());
    } else if (!training.location().equals(validation.location())) {
      return new ManifestNames(training.location(), validation.location());
    }
    return new ManifestNames(training.name(), validation.name() + " (validation)");
  }

  public String of(DatasetRole role) {
    return role == DatasetRole.TRAINING ? training : validation;
  }

  public static int lineRef(DatasetRole role, long line) {
    int number = (int) Math.min(line, Integer.MAX_VALUE);
    return role == DatasetRole.TRAINING ? number : -number;
  }

  public static DatasetRole role(int lineRef) {
    return lineRef < 0 ? DatasetRole.VALIDATION : DatasetRole.TRAINING;
  }

  public static long line(int lineRef) {
    return Math.abs((long) lineRef);
  }

  /** Returns the remedy for a line that repeats an image of the same manifest. */
  public static String removeOne(int lineRef) {
    return "remove one of the lines: the image counts twice in "
        + role(lineRef).name().toLowerCase(Locale.ROOT);
  }

  public String linePath(int lineRef) {
    return ViolationPaths.line(of(role(lineRef)), line(lineRef));
  }

  public String imageRefPath(int lineRef) {
    return ViolationPaths.imageRef(of(role(lineRef)), line(lineRef));
  }

  public String captionPath(int lineRef) {
    return ViolationPaths.caption(of(role(lineRef)), line(lineRef));
  }
}
