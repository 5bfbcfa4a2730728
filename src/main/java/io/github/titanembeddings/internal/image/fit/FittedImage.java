package io.github.titanembeddings.internal.image.fit;

/**
 * The result of {@link ImageFitter}: the new image and the changes. Sizes are in pixels: upright
 * for the new image, as stored for the original.
 */
@SuppressWarnings("ArrayRecordComponent")
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
