package io.github.titanembeddings.internal.image.fit;

/**
 * The limits that an image must meet: the pixels of each side and in total, and the encoded bytes.
 * {@code source} limits the images that are decoded.
 */
public record TargetSize(int side, long pixels, long bytes, DecodeLimits source) {}
