package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.HeaderStep.ReadFrom;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Parses the first chunk of a PNG file (IHDR), then the chunks before its image data (IDAT). */
final class PngHeaderParser {
  private static final String SIGNATURE = "\u0089PNG\r\n\u001A\n";

  /** The signature and IHDR: 4 bytes length, 4 type, 13 content, 4 checksum. */
  private static final int IHDR_END = 33;

  /** Further chunks are not read; they hold secondary information only. */
  private static final int MAX_CHUNKS = 64;

  private static final String IMAGE_DATA = "the chunks before the image data (IDAT)";

  private long at;
  private int chunks;
  private int width;
  private int height;
  private int components;
  private boolean animated;
  private @Nullable ExifOrientation exif;

  HeaderStep next(HeaderWindow window) {
    HeaderStep step = at == 0 ? readImageHeader(window) : null;
    while (step == null) {
      if (exif != null && !exif.read(window)) {
        return new ReadFrom(exif.at());
      }
      step = chunks == MAX_CHUNKS ? known() : readChunk(window);
    }
    return step;
  }

  private @Nullable HeaderStep readImageHeader(HeaderWindow window) {
    if (!window.holds(0, IHDR_END)) {
      return window.missing(0, IHDR_END, "the first chunk (IHDR)");
    } else if (!window.matches(0, SIGNATURE)) {
      return Unusable.corrupt("a damaged PNG signature, as after a transfer in text mode");
    } else if (window.matches(12, "CgBI")) {
      return Unusable.unsupported(
          "a PNG file in Apple's CgBI variant, which only Apple's decoders read",
          "convert it: xcrun -sdk iphoneos pngcrush -revert-iphone-optimizations in.png out.png");
    } else if (!window.matches(8, "\0\0\0\rIHDR")) {
      return Unusable.corrupt("no IHDR chunk of 13 bytes at the start of the PNG");
    } else if (checksum(window) != window.u32(IHDR_END - 4)) {
      return Unusable.corrupt("a wrong checksum of the first chunk (IHDR)");
    } else if (window.u32(16) > Integer.MAX_VALUE || window.u32(20) > Integer.MAX_VALUE) {
      return Unusable.corrupt("a width or height above " + Integer.MAX_VALUE);
    }
    width = (int) window.u32(16);
    height = (int) window.u32(20);
    if (width == 0 || height == 0) {
      return new Unusable(ViolationCodes.IMAGE_NO_PIXELS, width + " x " + height + " pixels");
    }
    at = IHDR_END;
    return readPixelFormat(window);
  }

  private @Nullable HeaderStep readPixelFormat(HeaderWindow window) {
    int colorType = window.u8(25);
    int bitDepth = window.u8(24);
    components =
        switch (colorType) {
          case 0 -> 1;
          case 2, 3 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 0;
        };
    if (components == 0) {
      return Unusable.corrupt("the color type " + colorType);
    } else if (!isBitDepth(bitDepth, colorType)) {
      return Unusable.corrupt("the bit depth " + bitDepth + " with the color type " + colorType);
    } else if (window.u8(26) != 0) {
      return Unusable.corrupt("the compression method " + window.u8(26));
    } else if (window.u8(27) != 0) {
      return Unusable.corrupt("the filter method " + window.u8(27));
    }
    int interlace = window.u8(28);
    return interlace > 1 ? Unusable.corrupt("the interlace method " + interlace) : null;
  }

  /** Returns whether the PNG specification allows the combination (table 11.1). */
  private static boolean isBitDepth(int bitDepth, int colorType) {
    return switch (bitDepth) {
      case 1, 2, 4 -> colorType == 0 || colorType == 3;
      case 8 -> true;
      case 16 -> colorType != 3;
      default -> false;
    };
  }

  private static long checksum(HeaderWindow window) {
    CRC32 crc = new CRC32();
    for (int i = 12; i < IHDR_END - 4; i++) {
      crc.update(window.u8(i));
    }
    return crc.getValue();
  }

  private @Nullable HeaderStep readChunk(HeaderWindow window) {
    if (!window.holds(at, 8)) {
      return window.missing(at, 8, IMAGE_DATA);
    }
    long length = window.u32(at);
    String type = window.text(at + 4, 4);
    if (type.equals("IDAT")) {
      return known();
    } else if (type.equals("IEND")) {
      return Unusable.corrupt("no image data (IDAT)");
    } else if (length > Integer.MAX_VALUE) {
      return Unusable.corrupt("a chunk of " + length + " bytes at byte " + at);
    }
    note(type, length);
    at += 8 + length + 4;
    chunks++;
    return null;
  }

  private void note(String type, long length) {
    if (type.equals("acTL")) {
      animated = true;
    } else if (type.equals("eXIf") && exif == null) {
      exif = new ExifOrientation(at + 8, at + 8 + length);
    }
  }

  private HeaderStep known() {
    int orientation = exif == null ? 1 : exif.value();
    return new ImageHeader("PNG", width, height, orientation, components, animated);
  }
}
