/**
 * Requests of text, an image or both, and the embeddings that they become.
 *
 * <p>A request states how too long a text and too large an image are treated. {@link
 * io.github.titanembeddings.model.PreparedRequest#of} applies that, so that a queue, a batch file
 * or a cache can hold checked input without a client.
 *
 * <p>Closed values such as {@link io.github.titanembeddings.model.ImageInfo} are records. {@code
 * internal.ModelAccess} is the package's only access for the library's own code: image sources,
 * client defaults, and embeddings without a copy.
 */
@NullMarked
package io.github.titanembeddings.model;

import org.jspecify.annotations.NullMarked;
