package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import io.github.titanembeddings.validation.ViolationCodes;
import org.jspecify.annotations.Nullable;

/**
 * An image to read.
 *
 * @param image the number of the image
 * @param line a reference to the first line that names it
 * @param uri the URI of the image
 * @param decoded whether to read the whole image and decode it
 */
public record ImageProbe(int image, int line, S3Uri uri, boolean decoded) {
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
      @Nullable Problem problem) {
    Result with(Problem found, long moreBytes) {
      return new Result(probe, size, bytesRead + moreBytes, fingerprint, header, found);
    }

    Result with(long moreBytes, long otherFingerprint) {
      return new Result(probe, size, bytesRead + moreBytes, otherFingerprint, header, problem);
    }
  }

  /**
   * A problem with an image.
   *
   * @param severity a warning if the image can still be used
   * @param code the violation code
   * @param actual what was found
   * @param remedy what to do
   */
  public record Problem(Severity severity, String code, String actual, String remedy) {
    static final Problem CHANGED =
        new Problem(
            ViolationCodes.IMAGE_CHANGED,
            "the image changed while it was read",
            StorageProblem.of(StorageException.Kind.CHANGED).remedy());

    static Problem of(StorageException failure) {
      StorageProblem problem = StorageProblem.of(failure.kind());
      String found = String.valueOf(failure.getMessage());
      return new Problem(problem.imageCode(), found, problem.remedy());
    }

    /** Creates a problem that makes the image unusable. */
    Problem(String code, String actual, String remedy) {
      this(Severity.ERROR, code, actual, remedy);
    }

    boolean isError() {
      return severity == Severity.ERROR;
    }

    public Violation violation(String path) {
      Violation.Builder violation =
          isError() ? Violation.error(path, code) : Violation.warning(path, code);
      return violation.actual(actual).remedy(remedy).build();
    }
  }

  Result failed(Problem problem) {
    return new Result(this, -1, 0, 0, null, problem);
  }
}
