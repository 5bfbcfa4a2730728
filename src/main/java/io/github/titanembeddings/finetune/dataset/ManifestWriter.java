package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ExampleWriter;
import io.github.titanembeddings.internal.text.Utf16;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Writes a manifest line by line: UTF-8 without a byte order mark, each line ended by a line feed.
 * Not safe for use by several threads.
 */
public final class ManifestWriter implements AutoCloseable {
  private final OutputStream out;
  private final ExampleWriter examples;
  private long count;

  private ManifestWriter(OutputStream out) throws IOException {
    this.out = out;
    this.examples = new ExampleWriter(out);
  }

  /** Writes a file, in place of one of that name. */
  public static ManifestWriter to(Path file) throws IOException {
    return new ManifestWriter(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  /** Writes to a stream, which {@link #close()} closes. */
  public static ManifestWriter to(OutputStream stream) throws IOException {
    return new ManifestWriter(Objects.requireNonNull(stream, "stream"));
  }

  /**
   * Writes an example.
   *
   * @throws InvalidRequestException if a text has half of a surrogate pair, which UTF-8 can't write
   */
  public void write(TrainingExample example) throws IOException {
    check("image-ref", ViolationCodes.IMAGE_REF_LONE_SURROGATE, example.imageRef());
    check("caption", ViolationCodes.CAPTION_LONE_SURROGATE, example.caption());
    examples.write(example.imageRef(), example.caption());
    count++;
  }

  /**
   * Writes a line as it was read, with the attributes that are unknown.
   *
   * @throws IllegalArgumentException if the line holds no example
   */
  public void write(ManifestLine line) throws IOException {
    if (line.example().isEmpty()) {
      throw new IllegalArgumentException("no example in " + line);
    }
    examples.flush();
    out.write(line.bytes());
    out.write('\n');
    count++;
  }

  /** How many lines have been written. */
  public long count() {
    return count;
  }

  private static void check(String attribute, String code, String text) {
    int lone = Utf16.firstLoneSurrogate(text);
    if (lone >= 0) {
      throw new InvalidRequestException(
          Violation.error(attribute, code)
              .actual("half of a surrogate pair at index " + lone)
              .remedy("remove it: it can't be written as UTF-8")
              .build());
    }
  }

  /** Writes what is left and closes the file or stream. */
  @Override
  public void close() throws IOException {
    examples.close();
  }
}
