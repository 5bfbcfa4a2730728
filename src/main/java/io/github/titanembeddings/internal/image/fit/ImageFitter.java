package io.github.titanembeddings.internal.image.fit;

import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.header.ExifOrientation;
import io.github.titanembeddings.internal.image.header.HeaderStep;
import io.github.titanembeddings.internal.image.header.HeaderStep.Known;
import io.github.titanembeddings.internal.image.header.HeaderStep.Unusable;
import io.github.titanembeddings.internal.image.header.ImageHeaderParser;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;

/**
 * Brings images within a {@link TargetSize}: fewer pixels, fewer bytes, PNG or JPEG, upright.
 *
 * <p>PNG and JPEG keep their format. Any other format that an ImageIO reader on the class path
 * supports becomes PNG if it has alpha or a palette, and JPEG if not. Aspect and transparency are
 * kept; only a PNG that would have too many bytes becomes a JPEG, on white. No image is enlarged.
 */
public final class ImageFitter {
  private ImageFitter() {}

  /**
   * Decodes and re-encodes an image, even if it is within the goal.
   *
   * @throws UnfitImageException if the image cannot be decoded, is too large to be decoded, or
   *     cannot be brought within the goal
   * @throws IOException if the bytes cannot be read
   */
  public static FittedImage fit(ImageData source, TargetSize goal)
      throws IOException, UnfitImageException {
    HeaderStep header = ImageHeaderParser.read(source);
    refuseByHeader(header, goal);
    ImageDecoder.Decoded decoded = new ImageDecoder(source, header, goal).decode();
    BufferedImage image = scaled(decoded, goal);
    int orientation = orientation(source, header, decoded);
    BufferedImage upright = PlainPixels.upright(image, orientation);
    boolean transparent = PlainPixels.isTransparent(upright);
    BufferedImage plain = transparent ? upright : PlainPixels.onWhite(upright);
    ImageEncoder.Encoded encoded = ImageEncoder.encode(plain, becomesPng(decoded), goal.bytes());
    return new FittedImage(
        encoded.bytes(),
        encoded.formatName(),
        encoded.width(),
        encoded.height(),
        decoded.formatName(),
        decoded.width(),
        decoded.height(),
        (long) encoded.width() * encoded.height() < (long) decoded.width() * decoded.height(),
        orientation != 1,
        !encoded.formatName().equals(decoded.formatName()),
        transparent && encoded.formatName().equals("JPEG"));
  }

  /**
   * Reads the width and height of an image with the first ImageIO reader that supports it; decodes
   * nothing.
   *
   * @throws UnfitImageException if no reader on the class path reads it
   * @throws IOException if the bytes cannot be read
   */
  public static Dimension sizeOf(ImageData source) throws IOException, UnfitImageException {
    TargetSize none = new TargetSize(1, 1, 1, DecodeLimits.ofPixels(1));
    return new ImageDecoder(source, ImageHeaderParser.read(source), none).size();
  }

  private static int orientation(ImageData source, HeaderStep header, ImageDecoder.Decoded decoded)
      throws IOException {
    if (header instanceof Known known) {
      return known.header().orientation();
    }
    return decoded.formatName().equals("TIFF") ? ExifOrientation.ofTiff(source) : 1;
  }

  private static void refuseByHeader(HeaderStep header, TargetSize goal)
      throws UnfitImageException {
    if (header instanceof Known known) {
      ImageDecoder.refuseTooLarge(known.header().width(), known.header().height(), goal);
    } else if (header instanceof Unusable unusable && !unusable.isConvertible()) {
      throw new UnfitImageException(unusable.code(), unusable.found());
    }
  }

  /** Returns the image scaled in proportion to the side and the pixels of the goal. */
  private static BufferedImage scaled(ImageDecoder.Decoded decoded, TargetSize goal) {
    int longSide = Math.max(decoded.width(), decoded.height());
    double bySide = (double) goal.side() / longSide;
    double byPixels =
        Math.sqrt((double) goal.pixels() / decoded.width()) / Math.sqrt(decoded.height());
    double factor = Math.min(1, Math.min(bySide, byPixels));
    int width = (int) Math.max(1, Math.round(decoded.width() * factor));
    int height = (int) Math.max(1, Math.round(decoded.height() * factor));
    if ((long) width * height > goal.pixels()) {
      width = (int) Math.max(1, Math.floor(decoded.width() * factor));
      height = (int) Math.max(1, Math.floor(decoded.height() * factor));
    }
    return PlainPixels.scale(decoded.image(), width, height);
  }

  private static boolean becomesPng(ImageDecoder.Decoded decoded) {
    ColorModel colors = decoded.image().getColorModel();
    return switch (decoded.formatName()) {
      case "PNG" -> true;
      case "JPEG" -> false;
      default -> colors.hasAlpha() || colors instanceof IndexColorModel;
    };
  }
}
