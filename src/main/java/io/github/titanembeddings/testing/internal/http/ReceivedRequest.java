package io.github.titanembeddings.testing.internal.http;

import io.github.titanembeddings.model.ImageInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A received InvokeModel request. The header names are in lower case; the fields of the body are
 * null if absent or if the body was rejected; the status is 0 for a broken connection.
 */
public record ReceivedRequest(
    String modelId,
    long bodyBytes,
    Map<String, String> headers,
    @Nullable String text,
    @Nullable ImageInfo image,
    @Nullable String imageSha256,
    @Nullable Integer outputEmbeddingLength,
    int status) {}
