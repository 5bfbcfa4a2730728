package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.image.DecodeLimits;
import io.github.titanembeddings.internal.image.HeaderStep;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks the header of an image by the limits and its {@link ImageFit}. */
public final class ImagePolicy {
  /** Accepts every image that some setting accepts. */
  public static final ImagePolicy LENIENT =
      new ImagePolicy(Limits.titanMultimodalG1(), ImageFit.DOWNSCALE);

  private static final String UNSUPPORTED_FORMAT = ViolationCodes.IMAGE_UNSUPPORTED_FORMAT;

  private final Limits limits;
  private final ImageFit fit;

  public ImagePolicy(Limits limits, ImageFit fit) {
    this.limits = limits;
    this.fit = fit;
  }

  /** Returns whether images may be decoded, which takes long. */
  public boolean decodes() {
    return fit == ImageFit.DOWNSCALE;
  }

  public long maxSourceBytes() {
    return limits.get(sizeLimit());
  }

  /** Returns the violations that downscaling does not repair. */
  public List<Violation> check(String label, long size, HeaderStep header) {
    List<Violation> found = new ArrayList<>();
    checkBytes(label, size, found);
    if (header instanceof HeaderStep.Unusable unusable
        && !(decodes() && unusable.isConvertible())) {
      found.add(unusable(label, unusable));
    }
    if (header instanceof ImageHeader known) {
      checkPixels(label, known.width(), known.height(), found);
    }
    return found;
  }

  public List<Violation> check(String label, ImageInfo image) {
    List<Violation> found = new ArrayList<>();
    checkBytes(label, image.byteCount(), found);
    checkPixels(label, image.width(), image.height(), found);
    return found;
  }

  /** Returns whether an image that was rejected with this exception can be converted. */
  public boolean converts(InvalidRequestException refusal) {
    return fit == ImageFit.DOWNSCALE
        && refusal.violations().stream().allMatch(v -> v.code().equals(UNSUPPORTED_FORMAT));
  }

  private void checkBytes(String label, long size, List<Violation> found) {
    if (size > maxSourceBytes()) {
      String bytes = String.format(Locale.ROOT, "%,d bytes", size);
      found.addAll(tooLarge(named(label, bytes)).violations());
    }
  }

  private Violation unusable(String label, HeaderStep.Unusable unusable) {
    Violation.Builder violation = violation(unusable.code(), named(label, unusable.found()));
    String remedy =
        unusable.isConvertible() ? "convert it, or set ImageFit.DOWNSCALE" : unusable.remedy();
    return remedy.isEmpty()
        ? violation.remedy("give a whole, undamaged PNG or JPEG").build()
        : violation.limit("a PNG or JPEG").remedy(remedy).build();
  }

  private void checkPixels(String label, int width, int height, List<Violation> found) {
    Limit exceeded = exceededLimit(width, height);
    if (exceeded != null) {
      found.add(
          violation(DecodeLimits.code(exceeded), named(label, size(width, height)))
              .limit(limit(exceeded))
              .remedy(smaller())
              .build());
    }
  }

  private @Nullable Limit exceededLimit(int width, int height) {
    if (fit == ImageFit.REJECT) {
      return hasTooManyPixels(width, height) ? Limit.IMAGE_PIXELS : null;
    }
    Limit exceeded = DecodeLimits.of(limits).exceededBy(width, height);
    return exceeded == Limit.DECODE_PIXELS || isScaled(width, height) ? exceeded : null;
  }

  private boolean isScaled(int width, int height) {
    return hasTooManyPixels(width, height)
        || Math.max(width, height) > limits.get(Limit.DOWNSCALED_SIDE);
  }

  private boolean hasTooManyPixels(long width, long height) {
    return width * height > limits.get(Limit.IMAGE_PIXELS);
  }

  private static String size(long width, long height) {
    return String.format(Locale.ROOT, "%,d x %,d = %,d pixels", width, height, width * height);
  }

  /** Returns the limit for a message; a square number of pixels also as width x height. */
  private String limit(Limit limit) {
    long side = (long) Math.sqrt((double) limits.get(limit));
    boolean square = limit == Limit.IMAGE_PIXELS && side * side == limits.get(limit);
    String words = limits.describe(limit);
    return square ? String.format(Locale.ROOT, "%s (%,d x %,d)", words, side, side) : words;
  }

  /** Returns the exception for an image with too many bytes. */
  public InvalidRequestException tooLarge(String actual) {
    return new InvalidRequestException(
        violation(ViolationCodes.IMAGE_TOO_LARGE, actual)
            .limit(limits.describe(sizeLimit()))
            .remedy(smaller())
            .build());
  }

  /** Returns whether an image that passed the check has to be changed before it is sent. */
  boolean needsFitting(ImageData image, HeaderStep header, long maxSentBytes) {
    return fit == ImageFit.DOWNSCALE
        && (!(header instanceof ImageHeader known)
            || isScaled(known.width(), known.height())
            || image.size() > Math.min(maxSentBytes, limits.get(Limit.IMAGE_BYTES)));
  }

  /** Returns the shorter side, in pixels, below which a scaled image loses detail. */
  long minDownscaledSide() {
    return limits.get(Limit.DOWNSCALED_SIDE_MIN);
  }

  TargetSize goal(long maxSentBytes) {
    return new TargetSize(
        (int) Math.min(limits.get(Limit.DOWNSCALED_SIDE), Integer.MAX_VALUE),
        limits.get(Limit.IMAGE_PIXELS),
        Math.min(maxSentBytes, limits.get(Limit.IMAGE_BYTES)),
        DecodeLimits.of(limits));
  }

  private Limit sizeLimit() {
    return fit == ImageFit.REJECT ? Limit.IMAGE_BYTES : Limit.DECODE_BYTES;
  }

  private String smaller() {
    return fit == ImageFit.REJECT
        ? "resize the image or set ImageFit.DOWNSCALE"
        : "resize the image";
  }

  /** Returns a finding with the label of its image, if the image has a path or URI. */
  private static String named(String label, String found) {
    return label.equals(MemoryImage.UNNAMED) ? found : label + ": " + found;
  }

  private static Violation.Builder violation(String code, String actual) {
    return Violation.error(WireNames.INPUT_IMAGE, code).actual(actual);
  }
}
