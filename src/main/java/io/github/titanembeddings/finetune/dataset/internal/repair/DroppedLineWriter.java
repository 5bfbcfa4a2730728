package io.github.titanembeddings.finetune.dataset.internal.repair;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes as JSON Lines what was left out of a manifest, and why. */
public final class DroppedLineWriter implements AutoCloseable {
  private final JsonGenerator json;

  /** A writer to a stream, which {@link #close()} closes. */
  public DroppedLineWriter(OutputStream out) throws IOException {
    json = new JsonFactory().createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  /** Writes one line of a manifest with all that is wrong with it. */
  public void write(String manifest, long line, List<Violation> problems) throws IOException {
    json.writeStartObject();
    json.writeStringField("manifest", manifest);
    json.writeNumberField("line", line);
    json.writeArrayFieldStart("problems");
    for (Violation problem : problems) {
      json.writeStartObject();
      json.writeStringField("code", problem.code());
      json.writeStringField("message", problem.message());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
