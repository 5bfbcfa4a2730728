/**
 * Headers of image files.
 *
 * <p>{@link ImageHeaderParser} does no I/O, so files and asynchronous ranged reads share it. {@link
 * ImageEnd} detects files that end early.
 */
@NullMarked
package io.github.titanembeddings.internal.image.header;

import org.jspecify.annotations.NullMarked;
