package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A violation and where in the set it is. Those of a manifest as a whole come before those of its
 * lines. Immutable and safe to share between threads.
 */
public final class DatasetViolation {
  public static final long WHOLE_FILE = 0;

  private final DatasetRole role;
  private final long line;
  private final @Nullable String imageRef;
  private final Violation violation;

  private DatasetViolation(
      DatasetRole role, long line, @Nullable String imageRef, Violation violation) {
    this.role = role;
    this.line = line;
    this.imageRef = imageRef;
    this.violation = violation;
  }

  public static DatasetViolation ofLine(
      DatasetRole role, long line, @Nullable String imageRef, Violation violation) {
    String safe = imageRef == null ? null : Abbreviate.withoutSecrets(imageRef);
    return new DatasetViolation(role, line, safe, violation);
  }

  public static DatasetViolation ofFile(DatasetRole role, Violation violation) {
    return new DatasetViolation(role, WHOLE_FILE, null, violation);
  }

  /** The manifest it is in. */
  public DatasetRole role() {
    return role;
  }

  /** The number of its line, the first being 1; none if it is the manifest as a whole. */
  public OptionalLong line() {
    return line == WHOLE_FILE ? OptionalLong.empty() : OptionalLong.of(line);
  }

  /**
   * Returns the {@code image-ref} of its line, if there is one. An ellipsis stands for secrets in
   * it: the user information and query of a URL.
   */
  public Optional<String> imageRef() {
    return Optional.ofNullable(imageRef);
  }

  /** What is wrong. */
  public Violation violation() {
    return violation;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatasetViolation that
        && role == that.role
        && line == that.line
        && Objects.equals(imageRef, that.imageRef)
        && violation.equals(that.violation);
  }

  @Override
  public int hashCode() {
    return Objects.hash(role, line, imageRef, violation);
  }

  @Override
  public String toString() {
    return violation.toString();
  }
}
