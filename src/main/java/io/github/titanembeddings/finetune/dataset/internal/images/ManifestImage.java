package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import org.jspecify.annotations.Nullable;

/**
 * An image that a manifest lists; {@code line} refers to the first line that names it, {@code path}
 * is that of its violations.
 */
public record ManifestImage(int number, int line, String path, S3Uri uri) {
  /**
   * The result of scanning an image. The size is -1 and the fingerprint 0 if unknown; images with
   * the same fingerprint are taken for equal.
   */
  public record Scanned(
      ManifestImage image,
      long size,
      long bytesRead,
      long fingerprint,
      @Nullable ImageHeader header,
      @Nullable Violation problem) {}

  Violation error(String code, String actual, String remedy) {
    return Violation.error(path, code).actual(actual).remedy(remedy).build();
  }
}
