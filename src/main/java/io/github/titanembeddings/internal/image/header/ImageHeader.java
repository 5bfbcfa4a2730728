package io.github.titanembeddings.internal.image.header;

/**
 * The properties in the header of a {@code PNG} or {@code JPEG}. Sizes are in pixels as stored; the
 * Exif orientation is 1 to 8, 1 if there is none; 4 components in a JPEG are CMYK.
 */
public record ImageHeader(
    String formatName,
    int width,
    int height,
    int orientation,
    int components,
    boolean alpha,
    boolean animated) {}
