/**
 * Requests to embed text, an image or both, and the embeddings that the models return.
 *
 * <p>A {@link io.github.titanembeddings.model.ModelRequest} is for one {@link
 * io.github.titanembeddings.model.ModelFamily}; the rest of the library accepts any, and only this
 * package knows its fields. One client type calls all models; each instance calls one {@link
 * io.github.titanembeddings.model.ModelId}, which sets the family:
 *
 * <pre>
 * TitanEmbeddingsClient texts = titan.withModel(ModelId.onDemand(ModelFamily.TEXT_V2));
 * Embedding page = texts.embedText(r -&gt; r.text("…").dimensions(512)).embedding();
 * </pre>
 *
 * <p>The alternative, a client type per model, would reject a request for another model at compile
 * time, but would need a second blocking and asynchronous client with their builders, and a second
 * variant of each API that takes a client (bulk runs, batch jobs, evaluations, integrations). Here
 * such a request is rejected at run time, before anything is sent.
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
