package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import org.jspecify.annotations.Nullable;

/**
 * An image to read; {@code line} refers to the first line that names it, {@code path} is that of
 * its violations.
 */
public record ImageProbe(int image, int line, String path, S3Uri uri, boolean decoded) {
  /** The result of reading an image; the size is -1 and the fingerprint 0 if unknown. */
  public record Result(
      ImageProbe probe,
      long size,
      long bytesRead,
      long fingerprint,
      @Nullable ImageHeader header,
      @Nullable Violation problem) {
    Result with(Violation found, long moreBytes) {
      return new Result(probe, size, bytesRead + moreBytes, fingerprint, header, found);
    }
  }

  Violation error(String code, String actual, String remedy) {
    return Violation.error(path, code).actual(actual).remedy(remedy).build();
  }

  Violation changed() {
    return error(
        ViolationCodes.IMAGE_CHANGED, "the image changed while it was read", StorageProblem.RETRY);
  }
}
