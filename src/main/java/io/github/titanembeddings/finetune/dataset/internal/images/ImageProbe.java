package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import org.jspecify.annotations.Nullable;

/**
 * An image to read.
 *
 * @param image the number of the image
 * @param line a reference to the first line that names it
 * @param path the path of violations
 * @param uri the URI of the image
 * @param decoded whether to read the whole image and decode it
 */
public record ImageProbe(int image, int line, String path, S3Uri uri, boolean decoded) {
  /**
   * The result of reading an image.
   *
   * @param probe the image
   * @param size the size in bytes; -1 if unknown
   * @param bytesRead the number of bytes read
   * @param fingerprint the fingerprint of the content; 0 if there is none
   * @param header the header, if it can be read
   * @param problem the problem with the image, if any
   */
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
