package io.github.titanembeddings.internal.image.fit;

/**
 * The result of {@link ImageFitter}: the new image and the changes.
 *
 * @param bytes the encoded image
 * @param formatName {@code PNG} or {@code JPEG}
 * @param width in pixels, upright
 * @param height in pixels, upright
 * @param originalFormatName such as {@code GIF}
 * @param originalWidth in pixels, as stored
 * @param originalHeight in pixels, as stored
 * @param scaled whether it has fewer pixels than the original
 * @param oriented whether it was rotated or mirrored by the original's Exif orientation
 * @param converted whether the format is another one
 * @param flattened whether transparent pixels were painted on white
 */
@SuppressWarnings("ArrayRecordComponent")
public record Fitted(
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
