package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.finetune.dataset.internal.check.ImageCheck;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.fit.DecodeLimits;
import io.github.titanembeddings.internal.image.fit.Fitted;
import io.github.titanembeddings.internal.image.fit.Goal;
import io.github.titanembeddings.internal.image.fit.ImageFitter;
import io.github.titanembeddings.internal.image.fit.UnfitImageException;
import io.github.titanembeddings.internal.image.header.HeaderStep;
import io.github.titanembeddings.internal.image.header.ImageEnd;
import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.internal.image.header.ImageHeaders;
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

/** Makes images fit to be trained with where fewer pixels or another format are all it takes. */
public final class ImageRepair {
  /** What fewer pixels, fewer bytes or another format can do something about. */
  public static final Set<String> MENDABLE =
      Set.of(
          ViolationCodes.IMAGE_SIDE_TOO_LARGE,
          ViolationCodes.IMAGE_TOO_MANY_PIXELS,
          ViolationCodes.IMAGE_TOO_LARGE,
          ViolationCodes.IMAGE_UNSUPPORTED_FORMAT);

  private static final String REPLACE = "replace the image";

  private final Limits limits;
  private final ImageCheck check;

  /**
   * What became of an image.
   *
   * @param fitted the new image; none if the old one is good, or nothing helps
   * @param errors why the image can't be used; empty if it can
   */
  public record Outcome(@Nullable Fitted fitted, List<Violation> errors) {
    /** The end of the name of a new file. */
    public String extension() {
      return fitted != null && fitted.formatName().equals("PNG") ? ".png" : ".jpg";
    }
  }

  public ImageRepair(Limits limits) {
    this.limits = limits;
    this.check = new ImageCheck(limits);
  }

  /** Leaves a good image, and brings another within the limits if that can be done. */
  public Outcome mend(String place, ImageData image) throws IOException {
    if (image.size() > limits.get(Limit.DECODE_BYTES)) {
      return refused(
          Violation.error(place, ViolationCodes.IMAGE_TOO_LARGE)
              .actual(String.format(Locale.ROOT, "%,d bytes", image.size()))
              .limit(limits.describe(Limit.DECODE_BYTES))
              .remedy("make the image smaller")
              .build());
    }
    List<Violation> errors = errors(place, image);
    boolean helpless = errors.stream().anyMatch(error -> !MENDABLE.contains(error.code()));
    return errors.isEmpty() || helpless ? new Outcome(null, errors) : fitted(place, image, errors);
  }

  /** Why an image can't be used as it is. */
  public List<Violation> errors(String place, ImageData image) throws IOException {
    HeaderStep header = ImageHeaders.read(image);
    List<Violation> found = new ArrayList<>();
    check.checkBytes(place, image.size(), found::add);
    if (header instanceof HeaderStep.Known known) {
      check.checkHeader(place, known.header(), found::add);
      checkEnd(place, image, known.header().formatName(), found);
    } else if (header instanceof HeaderStep.Unusable unusable) {
      String remedy = unusable.remedy().isEmpty() ? REPLACE : unusable.remedy();
      found.add(
          Violation.error(place, unusable.code()).actual(unusable.found()).remedy(remedy).build());
    }
    return errorsOnly(found);
  }

  private static void checkEnd(
      String place, ImageData image, String formatName, List<Violation> found) throws IOException {
    ImageEnd end = ImageEnd.of(image, formatName);
    if (end == ImageEnd.MISSING) {
      found.add(error(place, ViolationCodes.IMAGE_TRUNCATED, end.describe(formatName)));
    }
  }

  private Outcome fitted(String place, ImageData image, List<Violation> errors) throws IOException {
    Goal goal =
        new Goal(
            (int) Math.min(limits.get(Limit.TRAINING_IMAGE_SIDE), Integer.MAX_VALUE),
            limits.get(Limit.TRAINING_IMAGE_PIXELS),
            limits.get(Limit.TRAINING_IMAGE_BYTES),
            DecodeLimits.of(limits));
    try {
      Fitted fitted = ImageFitter.fit(image, goal);
      List<Violation> found = new ArrayList<>();
      check.checkHeader(place, header(fitted), found::add);
      List<Violation> left = errorsOnly(found);
      return new Outcome(left.isEmpty() ? fitted : null, left);
    } catch (UnfitImageException e) {
      return refused(
          errors.stream()
              .filter(error -> error.code().equals(e.code())) // it has the remedy
              .findFirst()
              .orElse(error(place, e.code(), e.found())));
    }
  }

  private static ImageHeader header(Fitted fitted) {
    return new ImageHeader(
        fitted.formatName(), fitted.width(), fitted.height(), 1, 3, false, false);
  }

  private static List<Violation> errorsOnly(List<Violation> found) {
    return found.stream().filter(v -> v.severity() == Violation.Severity.ERROR).toList();
  }

  private static Outcome refused(Violation error) {
    return new Outcome(null, List.of(error));
  }

  public static Violation error(String place, String code, String actual) {
    return Violation.error(place, code).actual(actual).remedy(REPLACE).build();
  }
}
