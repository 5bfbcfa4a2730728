package io.github.titanembeddings.finetune.dataset.internal.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the lines of a manifest of images and captions. */
public final class ExampleWriter implements AutoCloseable {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM).build();

  private final JsonGenerator json;

  /** A writer to a stream, which {@link #close()} closes. */
  public ExampleWriter(OutputStream out) throws IOException {
    json = JSON.createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  /**
   * Writes one line.
   *
   * @throws IllegalArgumentException if a text contains an unpaired surrogate
   */
  public void write(String imageRef, String caption) throws IOException {
    json.writeStartObject();
    writeText(ExampleReader.IMAGE_REF, imageRef);
    writeText(ExampleReader.CAPTION, caption);
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** Encodes the text itself: before Jackson 2.18 a generator always escapes surrogate pairs. */
  private void writeText(String name, String text) throws IOException {
    byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    json.writeFieldName(name);
    json.writeRawUTF8String(escaped, 0, escaped.length);
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
