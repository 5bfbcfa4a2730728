package io.github.titanembeddings.internal.image.header;

/**
 * The properties in the header of an image file.
 *
 * @param formatName {@code PNG} or {@code JPEG}
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param orientation the Exif orientation, 1 to 8; 1 if there is none
 * @param components the number of components of a pixel: 4 in a JPEG is CMYK
 * @param alpha whether pixels can be transparent
 * @param animated whether there is more than one image
 */
public record ImageHeader(
    String formatName,
    int width,
    int height,
    int orientation,
    int components,
    boolean alpha,
    boolean animated) {}
