package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.finetune.dataset.internal.check.ImageCheck;
import io.github.titanembeddings.internal.image.DecodeLimits;
import io.github.titanembeddings.internal.image.HeaderStep;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.ImageCompleteness;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.ImageFitter;
import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.internal.image.ImageHeaderParser;
import io.github.titanembeddings.internal.image.UnfitImageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Scales or converts images that exceed the limits of training. */
public final class ImageRepair {
  public static final Set<String> REPAIRABLE =
      Set.of(
          ViolationCodes.IMAGE_SIDE_TOO_LARGE,
          ViolationCodes.IMAGE_TOO_MANY_PIXELS,
          ViolationCodes.IMAGE_TOO_LARGE,
          ViolationCodes.IMAGE_UNSUPPORTED_FORMAT);

  private static final String REPLACE = "replace the image";

  private final Limits limits;
  private final ImageCheck check;

  /**
   * The new image, null if the original is valid or cannot be repaired, and the errors if it
   * cannot.
   */
  public record Result(@Nullable FittedImage fitted, List<Violation> errors) {
    public String extension() {
      return fitted != null && fitted.formatName().equals("PNG") ? ".png" : ".jpg";
    }
  }

  public ImageRepair(Limits limits) {
    this.limits = limits;
    this.check = new ImageCheck(limits);
  }

  public Result repair(String path, ImageData image) throws IOException {
    if (image.size() > limits.get(Limit.DECODE_BYTES)) {
      return rejected(tooLarge(path, image.size()));
    }
    List<Violation> errors = errors(path, image);
    boolean isHopeless = errors.stream().anyMatch(error -> !REPAIRABLE.contains(error.code()));
    return errors.isEmpty() || isHopeless ? new Result(null, errors) : fitted(path, image, errors);
  }

  /** Returns the error of an image that is too large to be decoded. */
  public Violation tooLarge(String path, long bytes) {
    return Violation.error(path, ViolationCodes.IMAGE_TOO_LARGE)
        .actual(String.format(Locale.ROOT, "%,d bytes", bytes))
        .limit(limits.describe(Limit.DECODE_BYTES))
        .remedy("make the image smaller")
        .build();
  }

  /** Returns the reasons why an image cannot be used unchanged. */
  public List<Violation> errors(String path, ImageData image) throws IOException {
    HeaderStep header = ImageHeaderParser.read(image);
    List<Violation> found = new ArrayList<>();
    check.checkBytes(path, image.size(), found::add);
    if (header instanceof ImageHeader known) {
      check.checkHeader(path, known, found::add);
      String format = known.formatName();
      ImageCompleteness end = ImageCompleteness.of(image, format);
      if (end == ImageCompleteness.MISSING) {
        found.add(error(path, ViolationCodes.IMAGE_TRUNCATED, end.describe(format)));
      }
    } else if (header instanceof HeaderStep.Unusable unusable) {
      String remedy = unusable.remedy().isEmpty() ? REPLACE : unusable.remedy();
      found.add(
          Violation.error(path, unusable.code()).actual(unusable.found()).remedy(remedy).build());
    }
    return errorsOnly(found);
  }

  private Result fitted(String path, ImageData image, List<Violation> errors) throws IOException {
    TargetSize goal =
        new TargetSize(
            (int) Math.min(limits.get(Limit.TRAINING_IMAGE_SIDE), Integer.MAX_VALUE),
            limits.get(Limit.TRAINING_IMAGE_PIXELS),
            limits.get(Limit.TRAINING_IMAGE_BYTES),
            DecodeLimits.of(limits));
    try {
      FittedImage fitted = ImageFitter.fit(image, goal);
      List<Violation> found = new ArrayList<>();
      String format = fitted.formatName();
      ImageHeader header = new ImageHeader(format, fitted.width(), fitted.height(), 1, 3, false);
      check.checkHeader(path, header, found::add);
      List<Violation> left = errorsOnly(found);
      return new Result(left.isEmpty() ? fitted : null, left);
    } catch (UnfitImageException e) {
      return rejected(
          errors.stream()
              .filter(error -> error.code().equals(e.code())) // it has the remedy
              .findFirst()
              .orElse(error(path, e.code(), e.found())));
    }
  }

  private static List<Violation> errorsOnly(List<Violation> found) {
    return found.stream().filter(v -> v.severity() == Violation.Severity.ERROR).toList();
  }

  private static Result rejected(Violation error) {
    return new Result(null, List.of(error));
  }

  public static Violation error(String path, String code, String actual) {
    return Violation.error(path, code).actual(actual).remedy(REPLACE).build();
  }
}
