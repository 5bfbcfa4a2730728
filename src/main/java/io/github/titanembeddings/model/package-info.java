/**
 * Requests to embed text, an image or both, and the embeddings that the model returns.
 *
 * <p>A request states what happens to a text that is too long and an image that is too large;
 * {@code internal.PreparedRequest} does it, {@code internal.input} reads and checks texts and
 * images, and {@code internal.json} writes the body and reads the response.
 *
 * <p>Closed values such as {@link io.github.titanembeddings.model.ImageInfo} are records. {@code
 * internal.ModelAccess} gives the library's own code access to image sources, client defaults, and
 * embeddings without a copy.
 */
@NullMarked
package io.github.titanembeddings.model;

import org.jspecify.annotations.NullMarked;
