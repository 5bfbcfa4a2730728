package io.github.titanembeddings.finetune.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ViolationPaths;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Writes a manifest line by line, in UTF-8 without a byte order mark. Not thread-safe.
 *
 * <pre>{@code
 * try (ManifestWriter manifest = ManifestWriter.to(Path.of("train.jsonl"))) {
 *   manifest.write(TrainingExample.of("s3://shop/images/1.jpg", "a red shoe"));
 * }
 * }</pre>
 */
public final class ManifestWriter implements AutoCloseable {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM).build();

  private final OutputStream out;

  private final JsonGenerator json;

  private ManifestWriter(OutputStream stream) throws IOException {
    out = new BufferedOutputStream(stream);
    json = JSON.createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  /**
   * Creates or replaces a file.
   *
   * @throws IOException if the file cannot be written
   */
  public static ManifestWriter to(Path file) throws IOException {
    return to(Files.newOutputStream(file));
  }

  /**
   * Writes to a stream, which {@link #close()} closes.
   *
   * @throws IOException if the stream cannot be written
   */
  public static ManifestWriter to(OutputStream stream) throws IOException {
    return new ManifestWriter(Objects.requireNonNull(stream, "stream"));
  }

  /**
   * Writes an example.
   *
   * @throws InvalidRequestException if a text contains an unpaired surrogate, which UTF-8 cannot
   *     encode
   * @throws IOException if the file or stream cannot be written
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

  /**
   * Writes a line unchanged, including attributes that the library does not know.
   *
   * @throws IllegalArgumentException if the line has no example
   * @throws IOException if the file or stream cannot be written
   */
  public void write(ManifestLine line) throws IOException {
    if (line.example() == null) {
      throw new IllegalArgumentException("no example in " + line);
    }
    json.flush();
    out.write(line.text().getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /**
   * Writes buffered lines and closes the file or stream.
   *
   * @throws IOException if the file or stream cannot be written
   */
  @Override
  public void close() throws IOException {
    json.close();
  }
}
