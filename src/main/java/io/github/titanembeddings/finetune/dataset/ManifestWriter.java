package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineWriter;
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
  private final LineWriter lines;

  private ManifestWriter(OutputStream stream) throws IOException {
    lines = new LineWriter(new BufferedOutputStream(stream));
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
    lines.write(example);
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
    lines.write(line.text().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes buffered lines and closes the file or stream.
   *
   * @throws IOException if the file or stream cannot be written
   */
  @Override
  public void close() throws IOException {
    lines.close();
  }
}
