package io.github.titanembeddings.model;

/**
 * Describes how {@link TextOverflow#TRUNCATE} shortened a text. The embedded text is {@code
 * text.substring(0, keptLength)} without its leading white space. Lengths are in {@code char}s, as
 * of {@link String#length()}. Immutable and thread-safe.
 *
 * @param originalLength the length of the original text
 * @param keptLength the length of the beginning that was kept
 * @param cuts the number of cuts: by the estimate before the call, and by the service's counts
 */
public record TextTruncation(int originalLength, int keptLength, int cuts) {}
