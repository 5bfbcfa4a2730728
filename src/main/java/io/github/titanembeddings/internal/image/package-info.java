/**
 * PNG and JPEG files: their headers, and their fitting to the model's limits.
 *
 * <p>{@link ImageHeaderParser} does no I/O, so files and asynchronous ranged reads share it. {@link
 * ImageCompleteness} detects files that end early. {@link ImageFitter} decodes, downscales and
 * encodes; an image that would take long to decode is rejected by its header and its number of
 * scans.
 */
@NullMarked
package io.github.titanembeddings.internal.image;

import org.jspecify.annotations.NullMarked;
