/**
 * What goes in and what comes out: a request of text, an image or both, and the vector it becomes.
 *
 * <p>A request says how text that is too long and images that are too large are treated; {@link
 * io.github.titanembeddings.model.EmbeddingRequest#prepare} applies that and gives what is sent.
 * That result is public, so that a queue, a batch file or a cache can hold what was checked and cut
 * without a client.
 *
 * <p>Values that only the library makes, such as {@link io.github.titanembeddings.model.ImageInfo}
 * or {@link io.github.titanembeddings.model.TextTruncation}, have a method {@code of} for tests and
 * no builder: all their parts are always there.
 */
@NullMarked
package io.github.titanembeddings.model;

import org.jspecify.annotations.NullMarked;
