/**
 * What goes in and what comes out: a request of text, an image or both, and the vector it becomes.
 *
 * <p>A request says how text that is too long and images that are too large are treated; {@link
 * io.github.titanembeddings.model.EmbeddingRequest#prepare} applies that and gives what is sent.
 */
@NullMarked
package io.github.titanembeddings.model;

import org.jspecify.annotations.NullMarked;
