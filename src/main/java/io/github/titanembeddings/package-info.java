/**
 * Clients that turn text, an image or both into one vector with Amazon Titan Multimodal Embeddings
 * G1.
 *
 * <pre>
 * text, image  →  model.EmbeddingRequest           checked: all violations at once
 *              →  model.PreparedRequest            cut and fitted where the request says so
 *              →  transport.Transport              one body of JSON to Amazon Bedrock, or elsewhere
 *              →  model.EmbeddingResponse          the vector, and what was said about it
 * </pre>
 */
@NullMarked
package io.github.titanembeddings;

import org.jspecify.annotations.NullMarked;
