package io.github.titanembeddings.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an image without decoding it: format, width and height in pixels, bytes.
 * Immutable and safe to share between threads.
 */
public final class ImageInfo {
  private final String formatName;
  private final int width;
  private final int height;
  private final long byteCount;

  private ImageInfo(String formatName, int width, int height, long byteCount) {
    this.formatName = formatName;
    this.width = width;
    this.height = height;
    this.byteCount = byteCount;
  }

  /** An image of a format, a width and height in pixels, and a number of bytes. */
  public static ImageInfo of(ImageFormat format, int width, int height, long byteCount) {
    return of(format.name(), width, height, byteCount);
  }

  /**
   * Returns the properties of an image: the name of its format, such as {@code PNG} or {@code GIF},
   * its width and height in pixels, and its size in bytes.
   */
  public static ImageInfo of(String formatName, int width, int height, long byteCount) {
    return new ImageInfo(
        Objects.requireNonNull(formatName, "formatName"), width, height, byteCount);
  }

  /** The format, by the content. */
  public ImageFormat format() {
    return switch (formatName) {
      case "PNG" -> ImageFormat.PNG;
      case "JPEG" -> ImageFormat.JPEG;
      default -> ImageFormat.OTHER;
    };
  }

  /**
   * Returns the name of the format: {@code PNG}, {@code JPEG} or that of another, such as {@code
   * GIF}.
   */
  public String formatName() {
    return formatName;
  }

  /** The width in pixels, as stored: an EXIF orientation is not applied. */
  public int width() {
    return width;
  }

  /** The height in pixels, as stored: an EXIF orientation is not applied. */
  public int height() {
    return height;
  }

  /** The size of the file in bytes, before base64. */
  public long byteCount() {
    return byteCount;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageInfo that
        && formatName.equals(that.formatName)
        && width == that.width
        && height == that.height
        && byteCount == that.byteCount;
  }

  @Override
  public int hashCode() {
    return Objects.hash(formatName, width, height, byteCount);
  }

  @Override
  public String toString() {
    return formatName + " " + width + "x" + height + ", " + byteCount + " bytes";
  }
}
