/**
 * Clients for the Amazon Titan embedding models.
 *
 * <pre>
 * text, image  →  model.EmbeddingRequest           checked: all violations at once
 *              →  model.internal.PreparedRequest   truncated and resized if the request allows it
 *              →  transport.Transport              one JSON body to Amazon Bedrock, or your own
 *              →  model.EmbeddingResponse          the vector and the call's metadata
 * </pre>
 *
 * <p>{@code ClientAccess} gives {@code bulk} internal access to the asynchronous client.
 */
@NullMarked
package io.github.titanembeddings;

import org.jspecify.annotations.NullMarked;
