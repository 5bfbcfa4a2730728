package io.github.titanembeddings.testing;

import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.testing.internal.http.ReceivedRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** An InvokeModel request that a {@link TitanStub} received. Immutable. */
public final class StubRequest {
  private final ReceivedRequest request;

  StubRequest(ReceivedRequest request) {
    this.request = request;
  }

  /** Returns the decoded model ID in the path. */
  public String modelId() {
    return request.modelId();
  }

  /** Returns the size of the body in bytes. */
  public long bodyBytes() {
    return request.bodyBytes();
  }

  /** Returns the value of a header; the case of the name does not matter. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.headers().get(name.toLowerCase(Locale.ROOT)));
  }

  /** Returns the text; empty if there is none or the body was rejected. */
  public Optional<String> text() {
    return Optional.ofNullable(request.text());
  }

  /** Returns the format and size of the image; empty if there is none or the body was rejected. */
  public Optional<ImageInfo> image() {
    return Optional.ofNullable(request.image());
  }

  /** Returns the SHA-256 of the image file in hexadecimal digits, if there is an image. */
  public Optional<String> imageSha256() {
    return Optional.ofNullable(request.imageSha256());
  }

  /** Returns the requested embedding length; empty if none was requested. */
  public OptionalInt outputEmbeddingLength() {
    Integer length = request.outputEmbeddingLength();
    return length == null ? OptionalInt.empty() : OptionalInt.of(length);
  }

  /** Returns the status of the response; 0 if the connection was broken instead. */
  public int status() {
    return request.status();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StubRequest that && request.equals(that.request);
  }

  @Override
  public int hashCode() {
    return request.hashCode();
  }

  /** Returns the model ID, the size and the status, without headers and text. */
  @Override
  public String toString() {
    return "StubRequest["
        + request.modelId()
        + ", "
        + request.bodyBytes()
        + " bytes, status "
        + request.status()
        + "]";
  }
}
