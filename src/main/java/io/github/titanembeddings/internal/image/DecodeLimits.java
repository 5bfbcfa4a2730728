package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The limits of decoded images, checked by the header and the JPEG markers: of width x height, of
 * each side in pixels, of the longer side divided by the shorter one, and of the scans of a JPEG.
 */
public record DecodeLimits(long pixels, long side, long aspect, long scans) {
  public static DecodeLimits of(Limits limits) {
    return new DecodeLimits(
        limits.get(Limit.DECODE_PIXELS),
        limits.get(Limit.DECODE_SIDE),
        limits.get(Limit.DECODE_ASPECT),
        limits.get(Limit.DECODE_SCANS));
  }

  /** Returns the default limits with another number of pixels. */
  public static DecodeLimits ofPixels(long pixels) {
    DecodeLimits defaults = of(Limits.titanMultimodalG1());
    return new DecodeLimits(pixels, defaults.side, defaults.aspect, defaults.scans);
  }

  /** Returns the limit that an image of this size exceeds; null if it can be decoded. */
  public @Nullable Limit exceededBy(int width, int height) {
    long longer = Math.max(width, height);
    long shorter = Math.min(width, height);
    if (longer * shorter > pixels) {
      return Limit.DECODE_PIXELS;
    } else if (longer > side) {
      return Limit.DECODE_SIDE;
    }
    return longer > shorter && (longer - 1) / shorter >= aspect ? Limit.DECODE_ASPECT : null;
  }

  /** Rejects an image by its size, before memory is allocated for it. */
  void checkSize(int width, int height) throws UnfitImageException {
    Limit exceeded = exceededBy(width, height);
    if (exceeded != null) {
      throw new UnfitImageException(code(exceeded), width + " x " + height + " pixels");
    }
  }

  /** Rejects a JPEG or TIFF file by its number of JPEG scans, each of which is a full pass. */
  void checkScans(ImageData source, HeaderStep header) throws IOException, UnfitImageException {
    String found = "";
    if (!(header instanceof ImageHeader known)) {
      if (JpegScanCounter.exceedInTiff(source, scans)) {
        found = "a TIFF file with a strip of more than %,d JPEG scans, or strips that overlap";
      }
    } else if (known.isJpeg() && JpegScanCounter.count(source, scans) > scans) {
      found = "a JPEG file with more than %,d scans";
    }
    if (!found.isEmpty()) {
      throw new UnfitImageException(
          code(Limit.DECODE_SCANS), String.format(Locale.ROOT, found, scans));
    }
  }

  public static String code(Limit limit) {
    return switch (limit) {
      case DECODE_SIDE -> ViolationCodes.IMAGE_SIDE_TOO_LARGE;
      case DECODE_ASPECT -> ViolationCodes.IMAGE_ASPECT;
      case DECODE_SCANS -> ViolationCodes.IMAGE_TOO_MANY_SCANS;
      default -> ViolationCodes.IMAGE_TOO_MANY_PIXELS;
    };
  }
}
