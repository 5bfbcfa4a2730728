package io.github.titanembeddings.internal.image.fit;

import io.github.titanembeddings.validation.ViolationCodes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Encodes images within a number of bytes. */
final class ImageEncoder {
  private static final List<Float> QUALITIES = List.of(0.92f, 0.8f, 0.65f, 0.5f);
  private static final int MAX_SIZES = 24;

  private ImageEncoder() {}

  /** An image encoded as {@code PNG} or {@code JPEG}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encoded(byte[] bytes, String formatName, int width, int height) {}

  /**
   * Encodes an image as PNG if this is requested and fits, else as JPEG on white: first at lower
   * and lower quality, then repeatedly at three quarters of width and height.
   */
  static Encoded encode(BufferedImage image, boolean png, long limit)
      throws IOException, UnfitImageException {
    if (png) {
      byte[] bytes = write(image, "png", null);
      if (bytes.length <= limit) {
        return new Encoded(bytes, "PNG", image.getWidth(), image.getHeight());
      }
    }
    return encodeJpeg(PlainPixels.onWhite(image), limit);
  }

  private static Encoded encodeJpeg(BufferedImage image, long limit)
      throws IOException, UnfitImageException {
    int width = image.getWidth();
    int height = image.getHeight();
    for (int size = 0; size < MAX_SIZES; size++) {
      BufferedImage smaller = size == 0 ? image : PlainPixels.scale(image, width, height);
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
