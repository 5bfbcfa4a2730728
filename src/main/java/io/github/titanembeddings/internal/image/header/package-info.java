/**
 * Images: what their first bytes say, and how one is brought within the limits.
 *
 * <p>{@link ImageHeaderParser} does no I/O, so it serves files and asynchronous ranged reads alike;
 * {@link ImageHeaders} feeds it from an {@link ImageData}. {@link ImageFitter} decodes, scales,
 * turns upright and encodes; it refuses by the header, and a JPEG by its number of scans, what
 * would take long to decode. {@link ImageEnd} says whether a file ends early.
 */
@NullMarked
package io.github.titanembeddings.internal.image.header;

import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.fit.ImageFitter;
import org.jspecify.annotations.NullMarked;
