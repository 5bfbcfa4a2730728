package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import org.jspecify.annotations.Nullable;

/**
 * An image to be looked at.
 *
 * @param image its number
 * @param position where it is named first
 * @param uri where it lies
 * @param decoded whether to read and decode all of it
 */
public record ImageProbe(int image, int position, S3Uri uri, boolean decoded) {
  /**
   * What was found.
   *
   * @param probe what was looked for
   * @param size how many bytes the image has; -1 if that is not known
   * @param bytesRead how many bytes were read
   * @param fingerprint of its content; 0 if there is none
   * @param header what its header says, if it can be read
   * @param problem what is wrong with the image, if anything
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
   * What is wrong with an image.
   *
   * @param severity a warning if the image can be used nevertheless
   * @param code the code of the violation
   * @param actual what was found
   * @param remedy what to do about it
   */
  public record Problem(Severity severity, String code, String actual, String remedy) {
    /** Creates a problem that makes an image unusable. */
    Problem(String code, String actual, String remedy) {
      this(Severity.ERROR, code, actual, remedy);
    }

    boolean isError() {
      return severity == Severity.ERROR;
    }

    public Violation violation(String place) {
      Violation.Builder violation =
          isError() ? Violation.error(place, code) : Violation.warning(place, code);
      return violation.actual(actual).remedy(remedy).build();
    }
  }

  Result failed(Problem problem) {
    return new Result(this, -1, 0, 0, null, problem);
  }
}
