package io.github.titanembeddings.bulk.internal.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.titanembeddings.internal.LibraryVersion;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes outcomes as JSON Lines: one JSON value a line, in ASCII. Closing closes the stream. */
public final class ResultJson implements Closeable {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private final JsonGenerator json;

  /** Writes to a stream, which should be buffered. */
  public ResultJson(OutputStream target) throws IOException {
    json = JSON.createGenerator(target);
    json.setRootValueSeparator(null);
  }

  public void key(String key) throws IOException {
    json.writeString(key);
    json.writeRaw('\n');
  }

  /** Writes a key with its vector, the text's token count if known, model and library version. */
  public void embedded(String key, EmbeddingResponse response) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", key);
    json.writeArrayFieldStart("embedding");
    for (int i = 0; i < response.embedding().length(); i++) {
      json.writeNumber(response.embedding().get(i));
    }
    json.writeEndArray();
    if (response.inputTextTokenCount().isPresent()) {
      json.writeNumberField("inputTextTokenCount", response.inputTextTokenCount().getAsInt());
    }
    provenance(response.modelId().orElse(null), response.embedding().length());
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** Writes the description of a file of float32 vectors. */
  public void matrix(@Nullable ModelId modelId, int dimensions, long vectors) throws IOException {
    json.writeStartObject();
    json.writeNumberField("vectors", vectors);
    provenance(modelId, dimensions);
    json.writeStringField("type", "float32");
    json.writeStringField("byteOrder", "little-endian");
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void provenance(@Nullable ModelId modelId, int dimensions) throws IOException {
    if (modelId != null) {
      json.writeStringField("model", modelId.value());
    }
    json.writeNumberField("dimensions", dimensions);
    json.writeStringField("libraryVersion", LibraryVersion.get());
  }

  /** A key with the reason why it has no vector. */
  public void failed(String key, String kind, String message, boolean retryable)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("key", key);
    json.writeStringField("kind", kind);
    json.writeStringField("message", message);
    json.writeBooleanField("retryable", retryable);
    json.writeEndObject();
    json.writeRaw('\n');
  }

  public void flush() throws IOException {
    json.flush();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
