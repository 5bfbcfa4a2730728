package io.github.titanembeddings.internal.image.fit;

/**
 * The limits that an image must meet.
 *
 * @param side the maximum of width and of height, in pixels
 * @param pixels the maximum of width x height
 * @param bytes the maximum size of the encoded image
 * @param source the largest image that is decoded
 */
public record Goal(int side, long pixels, long bytes, DecodeLimits source) {}
