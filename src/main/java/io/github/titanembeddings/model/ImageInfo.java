package io.github.titanembeddings.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an image without decoding it: format, width and height in pixels, bytes.
 * Immutable and safe to share between threads.
 */
public final class ImageInfo {
  private final ImageFormat format;
  private final int width;
  private final int height;
  private final long byteCount;

  private ImageInfo(ImageFormat format, int width, int height, long byteCount) {
    this.format = Objects.requireNonNull(format, "format");
    this.width = width;
    this.height = height;
    this.byteCount = byteCount;
  }

  /** An image of a format, a width and height in pixels, and a number of bytes. */
  public static ImageInfo of(ImageFormat format, int width, int height, long byteCount) {
    return new ImageInfo(format, width, height, byteCount);
  }

  /** The format, by the content. */
  public ImageFormat format() {
    return format;
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
        && format == that.format
        && width == that.width
        && height == that.height
        && byteCount == that.byteCount;
  }

  @Override
  public int hashCode() {
    return Objects.hash(format, width, height, byteCount);
  }

  @Override
  public String toString() {
    return format + " " + width + "x" + height + ", " + byteCount + " bytes";
  }
}
