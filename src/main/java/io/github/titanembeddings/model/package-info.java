/**
 * Requests of text, an image or both, and the embeddings that they become.
 *
 * <p>A request states how too long a text and too large an image are treated; {@code
 * internal.PreparedRequest} applies that, {@code internal.input} reads and checks texts and images,
 * and {@code internal.json} writes the body and reads the response.
 *
 * <p>Closed values such as {@link io.github.titanembeddings.model.ImageInfo} are records. {@code
 * internal.ModelAccess} is the package's only access for the library's own code: image sources,
 * client defaults, and embeddings without a copy.
 */
@NullMarked
package io.github.titanembeddings.model;

import org.jspecify.annotations.NullMarked;
