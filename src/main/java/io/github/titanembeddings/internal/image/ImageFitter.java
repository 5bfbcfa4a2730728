package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.internal.image.ImageDecoder.Decoded;
import io.github.titanembeddings.validation.ViolationCodes;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Brings images within a {@link TargetSize}: fewer pixels, fewer bytes, PNG or JPEG, upright.
 *
 * <p>PNG and JPEG keep their format. Any other format that an ImageIO reader on the class path
 * supports becomes PNG if it has alpha or a palette, and JPEG if not. Aspect and transparency are
 * kept; only a PNG that would have too many bytes becomes a JPEG, on white. No image is enlarged.
 */
public final class ImageFitter {
  private static final List<Float> QUALITIES = List.of(0.92f, 0.8f, 0.65f, 0.5f);
  private static final int MAX_SIZES = 24;

  private ImageFitter() {}

  /**
   * The limits that an image must meet: the pixels of each side and in total, and the encoded
   * bytes. {@code source} limits the images that are decoded.
   */
  public record TargetSize(int side, long pixels, long bytes, DecodeLimits source) {}

  /**
   * The new image and how it was changed. Sizes are in pixels: upright for the new image, as stored
   * for the original.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record FittedImage(
      byte[] bytes,
      String formatName,
      int width,
      int height,
      String originalFormatName,
      int originalWidth,
      int originalHeight,
      boolean scaled,
      boolean oriented,
      boolean converted,
      boolean flattened) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Encoded(byte[] bytes, String formatName, int width, int height) {}

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
    refuseByHeader(header, goal.source());
    Decoded decoded = new ImageDecoder(source, header, goal.side(), goal.source()).decode();
    int orientation = orientation(source, header, decoded);
    BufferedImage upright = PlainPixels.upright(scaled(decoded, goal), orientation);
    boolean transparent = PlainPixels.isTransparent(upright);
    BufferedImage plain = transparent ? upright : PlainPixels.onWhite(upright);
    Encoded encoded = encode(plain, becomesPng(decoded), goal.bytes());
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
    HeaderStep header = ImageHeaderParser.read(source);
    return new ImageDecoder(source, header, 1, DecodeLimits.ofPixels(1)).size();
  }

  /**
   * Decodes an image upright, whatever its aspect, as a square of {@code side} x {@code side}
   * pixels, of type {@code TYPE_INT_RGB} or {@code TYPE_INT_ARGB}, with colors as seen on white. Of
   * a large image, pixels are skipped, so that it takes little memory and time.
   *
   * @throws UnfitImageException if the image cannot be decoded or is too large to be
   * @throws IOException if the bytes cannot be read
   */
  public static BufferedImage square(ImageData source, int side, DecodeLimits limits)
      throws IOException, UnfitImageException {
    HeaderStep header = ImageHeaderParser.read(source);
    refuseByHeader(header, limits);
    boolean jpeg = header instanceof ImageHeader known && known.isJpeg();
    int most = (jpeg ? 8 : 64) * side * side; // a PNG takes longer if pixels are skipped
    Decoded decoded =
        new ImageDecoder(source, header, side / 2, most, limits, true, ImageIO::getImageReaders)
            .decode();
    BufferedImage square = SquareScaler.square(decoded.image(), side);
    return PlainPixels.upright(square, orientation(source, header, decoded));
  }

  private static int orientation(ImageData source, HeaderStep header, Decoded decoded)
      throws IOException {
    if (header instanceof ImageHeader known) {
      return known.orientation();
    }
    return decoded.formatName().equals("TIFF") ? ExifOrientation.ofTiff(source) : 1;
  }

  private static void refuseByHeader(HeaderStep header, DecodeLimits limits)
      throws UnfitImageException {
    if (header instanceof ImageHeader known) {
      limits.checkSize(known.width(), known.height());
    } else if (header instanceof Unusable unusable && !unusable.isConvertible()) {
      throw new UnfitImageException(unusable.code(), unusable.found());
    }
  }

  /** Returns the image scaled in proportion to the side and the pixels of the goal. */
  private static BufferedImage scaled(Decoded decoded, TargetSize goal) {
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

  private static boolean becomesPng(Decoded decoded) {
    ColorModel colors = decoded.image().getColorModel();
    return switch (decoded.formatName()) {
      case "PNG" -> true;
      case "JPEG" -> false;
      default -> colors.hasAlpha() || colors instanceof IndexColorModel;
    };
  }

  /**
   * Encodes an image as PNG if this is requested and fits, else as JPEG on white: first at lower
   * and lower quality, then repeatedly at three quarters of width and height.
   */
  private static Encoded encode(BufferedImage image, boolean png, long limit)
      throws IOException, UnfitImageException {
    int width = image.getWidth();
    int height = image.getHeight();
    if (png) {
      byte[] bytes = write(image, "png", null);
      if (bytes.length <= limit) {
        return new Encoded(bytes, "PNG", width, height);
      }
    }
    BufferedImage flat = PlainPixels.onWhite(image);
    for (int size = 0; size < MAX_SIZES; size++) {
      BufferedImage smaller = size == 0 ? flat : PlainPixels.scale(flat, width, height);
      for (float quality : QUALITIES) {
        byte[] bytes = write(smaller, "jpeg", quality);
        if (bytes.length <= limit) {
          return new Encoded(bytes, "JPEG", width, height);
        }
      }
      width = Math.max(1, width * 3 / 4);
      height = Math.max(1, height * 3 / 4);
    }
    throw new UnfitImageException(
        ViolationCodes.IMAGE_TOO_LARGE,
        "more than " + limit + " bytes even at " + width + " x " + height);
  }

  private static byte[] write(BufferedImage image, String formatName, @Nullable Float quality)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(formatName).next();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (quality != null) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(quality);
      }
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
