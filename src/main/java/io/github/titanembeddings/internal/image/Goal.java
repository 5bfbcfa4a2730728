package io.github.titanembeddings.internal.image;

/**
 * What an image must come within.
 *
 * @param side the most pixels of width and of height
 * @param pixels the most pixels, width x height
 * @param bytes the most bytes of the encoded image
 * @param sourcePixels the most pixels, width x height, of an image that is decoded at all
 */
public record Goal(int side, long pixels, long bytes, long sourcePixels) {}
