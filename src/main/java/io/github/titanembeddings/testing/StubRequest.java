package io.github.titanembeddings.testing;

import io.github.titanembeddings.model.ImageInfo;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An InvokeModel request that a {@link TitanStub} received. Immutable.
 *
 * @param modelId the decoded model ID in the path
 * @param bodyBytes the size of the body in bytes
 * @param headers the headers, by their names in lower case
 * @param text the text; {@code null} if there is none or the body was rejected
 * @param image the format and size of the image; {@code null} if there is none or the body was
 *     rejected
 * @param imageSha256 the SHA-256 of the image file in hexadecimal digits, if there is an image
 * @param outputEmbeddingLength the requested embedding length; {@code null} if none was requested
 * @param status the status of the response; 0 if the connection was broken instead
 */
public record StubRequest(
    String modelId,
    long bodyBytes,
    Map<String, String> headers,
    @Nullable String text,
    @Nullable ImageInfo image,
    @Nullable String imageSha256,
    @Nullable Integer outputEmbeddingLength,
    int status) {
  /** Copies the headers. */
  public StubRequest {
    headers = Map.copyOf(headers);
  }

  /** Returns the value of a header; the case of the name does not matter. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Returns the model ID, the size and the status, without headers and text. */
  @Override
  public String toString() {
    return "StubRequest[" + modelId + ", " + bodyBytes + " bytes, status " + status + "]";
  }
}
