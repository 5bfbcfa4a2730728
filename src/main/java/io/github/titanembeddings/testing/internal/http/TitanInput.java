package io.github.titanembeddings.testing.internal.http;

import io.github.titanembeddings.model.ImageInfo;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed body.
 *
 * @param text the text, if any
 * @param imageInfo what is known of the image, if any
 * @param imageSha256 the image's hash, if any
 * @param outputEmbeddingLength the length asked for, if any
 */
public record TitanInput(
    @Nullable String text,
    @Nullable ImageInfo imageInfo,
    @Nullable String imageSha256,
    @Nullable Integer outputEmbeddingLength) {}
