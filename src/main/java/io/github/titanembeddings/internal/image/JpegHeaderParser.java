package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.HeaderStep.ReadFrom;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.validation.ViolationCodes;
import org.jspecify.annotations.Nullable;

/** Parses the segments of a JPEG file up to its frame header (SOF). */
final class JpegHeaderParser {
  private static final int APP1 = 0xE1;
  private static final String EXIF = "Exif\0\0";
  private static final String FRAME = "the frame header (SOF)";

  /** A color profile can have 255 segments, a signed provenance record some hundreds. */
  private static final int MAX_SEGMENTS = 1024;

  /** The maximum number of bytes between segments, which decoders skip. */
  private static final int MAX_FILLER = 1024;

  private long at = 2;
  private int segments;
  private int filler;
  private @Nullable ExifOrientation exif;

  HeaderStep next(HeaderWindow window) {
    while (true) {
      if (exif != null && !exif.read(window)) {
        return new ReadFrom(exif.at());
      }
      HeaderStep step = window.holds(at, 2) ? look(window) : window.missing(at, 2, FRAME);
      if (step != null) {
        return step;
      }
    }
  }

  /** Parses the marker at the position; returns null to continue after it. */
  private @Nullable HeaderStep look(HeaderWindow window) {
    if (window.u8(at) != 0xFF) {
      return at == 2 ? noMarker() : skipFiller(1);
    }
    int marker = window.u8(at + 1);
    if (marker == 0xFF) {
      return skipFiller(1);
    } else if (marker == 0x00 || isStandalone(marker)) {
      return skipFiller(2);
    } else if (marker < 0xC0) {
      return noMarker();
    } else if (isFrame(marker)) {
      return readFrame(window);
    }
    return switch (marker) {
      case 0xD8 -> Unusable.corrupt("a second start of image (SOI) at byte " + at);
      case 0xD9 -> Unusable.corrupt("no frame header (SOF) before the end of image (EOI)");
      case 0xDA -> Unusable.corrupt("no frame header (SOF) before the scan (SOS)");
      default -> skipSegment(window, marker);
    };
  }

  private static boolean isStandalone(int marker) {
    return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
  }

  /** Returns whether this is SOF0 to SOF15; three of the sixteen numbers have another meaning. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private @Nullable HeaderStep skipFiller(int count) {
    filler += count;
    at += count;
    return filler > MAX_FILLER ? noMarker() : null;
  }

  private @Nullable HeaderStep skipSegment(HeaderWindow window, int marker) {
    if (!window.holds(at, 4)) {
      return window.missing(at, 4, FRAME);
    }
    int length = window.u16(at + 2);
    if (length < 2) {
      return Unusable.corrupt("a segment of " + length + " bytes at byte " + at);
    }
    if (++segments > MAX_SEGMENTS) {
      return Unusable.corrupt("no frame header (SOF) in the first " + MAX_SEGMENTS + " segments");
    }
    long content = at + 4;
    long end = at + 2 + length;
    if (exif == null && marker == APP1 && content + EXIF.length() <= end) {
      if (!window.holds(content, EXIF.length())) {
        return window.missing(at, 4 + EXIF.length(), FRAME);
      }
      if (window.matches(content, EXIF)) {
        exif = new ExifOrientation(content + EXIF.length(), end);
      }
    }
    at = end;
    return null;
  }

  private HeaderStep readFrame(HeaderWindow window) {
    if (!window.holds(at, 10)) {
      return window.missing(at, 10, FRAME);
    }
    int length = window.u16(at + 2);
    int height = window.u16(at + 5);
    int width = window.u16(at + 7);
    int components = window.u8(at + 9);
    if (components == 0 || length != 8 + 3 * components) {
      return Unusable.corrupt(
          "a frame header (SOF) of " + length + " bytes for " + components + " components");
    } else if (!isPrecision(window.u8(at + 4), window.u8(at + 1))) {
      return Unusable.corrupt("a precision of " + window.u8(at + 4) + " bits in the frame header");
    } else if (width == 0 || height == 0) {
      return new Unusable(
          ViolationCodes.IMAGE_NO_PIXELS,
          width == 0
              ? "a width of 0"
              : "a height of 0, left to a DNL marker behind the first scan");
    }
    int orientation = exif == null ? 1 : exif.value();
    return new ImageHeader("JPEG", width, height, orientation, components, false);
  }

  /** Lossless frames have 2 to 16 bits, all others 8, or 12 unless they are baseline. */
  private static boolean isPrecision(int bits, int marker) {
    boolean lossless = (marker & 0x03) == 0x03;
    return lossless ? bits >= 2 && bits <= 16 : bits == 8 || (bits == 12 && marker != 0xC0);
  }

  private HeaderStep noMarker() {
    return Unusable.corrupt("no JPEG marker at byte " + at);
  }
}
