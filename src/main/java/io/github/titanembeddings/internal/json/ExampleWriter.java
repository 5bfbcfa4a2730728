package io.github.titanembeddings.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the lines of a manifest of images and captions. */
public final class ExampleWriter implements AutoCloseable {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private final JsonGenerator json;

  /** A writer to a stream, which {@link #close()} closes. */
  public ExampleWriter(OutputStream out) throws IOException {
    json = JSON.createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  /** Writes one line. */
  public void write(String imageRef, String caption) throws IOException {
    json.writeStartObject();
    json.writeStringField(ExampleReader.IMAGE_REF, imageRef);
    json.writeStringField(ExampleReader.CAPTION, caption);
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** Passes on to the stream what has been written so far. */
  public void flush() throws IOException {
    json.flush();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
