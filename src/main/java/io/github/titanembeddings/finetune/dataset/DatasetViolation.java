package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A violation and its location in a dataset. Immutable.
 *
 * @param role the manifest
 * @param line the line number, starting at 1; 0 for a violation of the manifest as a whole
 * @param imageRef the {@code image-ref} of the line, if it has one; user information and query of a
 *     URL are replaced by an ellipsis, since they may be secrets
 * @param otherImageRef the {@code image-ref} of the second image, with the same replacements, if
 *     the violation concerns two, such as a copy and its original; otherwise null
 * @param violation the problem
 */
public record DatasetViolation(
    DatasetRole role,
    long line,
    @Nullable String imageRef,
    @Nullable String otherImageRef,
    Violation violation) {
  /** Removes secrets from the image references. */
  public DatasetViolation {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(violation, "violation");
    imageRef = imageRef == null ? null : Abbreviate.withoutSecrets(imageRef);
    otherImageRef = otherImageRef == null ? null : Abbreviate.withoutSecrets(otherImageRef);
  }

  /** Returns the text of the violation. */
  @Override
  public String toString() {
    return violation.toString();
  }
}
