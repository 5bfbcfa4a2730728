package io.github.titanembeddings.model;

import java.util.Objects;

/**
 * The properties of an image that are known without decoding it. Immutable and thread-safe.
 *
 * @param formatName the name of the format by content: {@code PNG}, {@code JPEG}, or another such
 *     as {@code GIF}
 * @param width the width in pixels as stored; an Exif orientation is not applied
 * @param height the height in pixels as stored; an Exif orientation is not applied
 * @param byteCount the size in bytes, before base64
 */
public record ImageInfo(String formatName, int width, int height, long byteCount) {
  /** Requires a format name. */
  public ImageInfo {
    Objects.requireNonNull(formatName, "formatName");
  }

  /** Returns the properties in the form {@code PNG 640x480, 12345 bytes}. */
  @Override
  public String toString() {
    return formatName + " " + width + "x" + height + ", " + byteCount + " bytes";
  }
}
