package io.github.titanembeddings.testing;

import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.testing.internal.http.TitanInput;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A request that a {@link TitanStub} got. Immutable and safe to share between threads. */
public final class StubRequest {
  private final String modelId;
  private final long bodyBytes;
  private final Map<String, String> headers;
  private final @Nullable TitanInput input;
  private final int status;

  public StubRequest(
      String modelId,
      long bodyBytes,
      Map<String, String> headers,
      @Nullable TitanInput input,
      int status) {
    this.modelId = modelId;
    this.bodyBytes = bodyBytes;
    this.headers = Map.copyOf(headers);
    this.input = input;
    this.status = status;
  }

  /** The model id in the path, decoded. */
  public String modelId() {
    return modelId;
  }

  /** The size of the body in bytes. */
  public long bodyBytes() {
    return bodyBytes;
  }

  /** A header's value, whatever the case of its name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The text, if there is one and the body was well-formed. */
  public Optional<String> text() {
    return Optional.ofNullable(input).map(TitanInput::text);
  }

  /** What is known of the image, if there is one and the body was well-formed. */
  public Optional<ImageInfo> image() {
    return Optional.ofNullable(input).map(TitanInput::imageInfo);
  }

  /** The SHA-256 of the image's file in hexadecimal digits, if there is one. */
  public Optional<String> imageSha256() {
    return Optional.ofNullable(input).map(TitanInput::imageSha256);
  }

  /** The length that was asked for, if one was. */
  public OptionalInt outputEmbeddingLength() {
    Integer length = input == null ? null : input.outputEmbeddingLength();
    return length == null ? OptionalInt.empty() : OptionalInt.of(length);
  }

  /** The status it was answered with; 0 if the connection was broken instead. */
  public int status() {
    return status;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StubRequest that
        && modelId.equals(that.modelId)
        && bodyBytes == that.bodyBytes
        && headers.equals(that.headers)
        && Objects.equals(input, that.input)
        && status == that.status;
  }

  @Override
  public int hashCode() {
    return Objects.hash(modelId, bodyBytes, headers, input, status);
  }

  /** Sizes; no headers, no text. */
  @Override
  public String toString() {
    return "StubRequest[" + modelId + ", " + bodyBytes + " bytes, answered " + status + "]";
  }
}
