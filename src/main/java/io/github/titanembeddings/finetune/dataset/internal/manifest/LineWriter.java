package io.github.titanembeddings.finetune.dataset.internal.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the lines of a manifest. Not thread-safe. */
public final class LineWriter implements AutoCloseable {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM).build();

  private final OutputStream out;
  private final JsonGenerator json;

  /** Writes to a stream, which {@link #close()} closes. */
  public LineWriter(OutputStream out) throws IOException {
    this.out = out;
    json = JSON.createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  /**
   * Writes an example.
   *
   * @throws InvalidRequestException if a text contains an unpaired surrogate
   */
  public void write(TrainingExample example) throws IOException {
    check(ViolationPaths.IMAGE_REF, ViolationCodes.IMAGE_REF_LONE_SURROGATE, example.imageRef());
    check(ViolationPaths.CAPTION, ViolationCodes.CAPTION_LONE_SURROGATE, example.caption());
    json.writeStartObject();
    writeText(ViolationPaths.IMAGE_REF, example.imageRef());
    writeText(ViolationPaths.CAPTION, example.caption());
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private static void check(String attribute, String code, String text) {
    int lone = UnicodeText.firstLoneSurrogate(text);
    if (lone >= 0) {
      throw new InvalidRequestException(
          Violation.error(attribute, code)
              .actual("half of a surrogate pair at index " + lone)
              .remedy("remove it: UTF-8 cannot encode it")
              .build());
    }
  }

  /** Encodes the text itself: before Jackson 2.18 a generator always escapes surrogate pairs. */
  private void writeText(String name, String text) throws IOException {
    byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    json.writeFieldName(name);
    json.writeRawUTF8String(escaped, 0, escaped.length);
  }

  public void write(byte[] line) throws IOException {
    json.flush();
    out.write(line);
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
