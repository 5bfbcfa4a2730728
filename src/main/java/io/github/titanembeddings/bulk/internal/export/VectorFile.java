package io.github.titanembeddings.bulk.internal.export;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.titanembeddings.internal.files.AtomicFile;
import io.github.titanembeddings.model.EmbeddingResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/** Writes vectors to a file, one after the other. */
public final class VectorFile {
  /** The formats of a file of vectors. */
  public enum Format {
    /** JSON Lines, with the key in each line. */
    JSON_LINES,
    /** NumPy's format 1.0: a header with the shape, then rows of float32. */
    NPY,
    /** Little-endian float32 without a header. */
    FLOAT32
  }

  private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int NPY_HEADER_BYTES = 128;

  private final AtomicFile file;
  private final Format format;
  private final ResultJson json;

  public VectorFile(AtomicFile file, Format format) throws IOException {
    this.file = file;
    this.format = format;
    this.json = new ResultJson(file.stream());
    if (format == Format.NPY) {
      file.stream().write(npyHeader(0, 0)); // replaced at the end
    }
  }

  public void add(String key, EmbeddingResponse response) throws IOException {
    if (format == Format.JSON_LINES) {
      json.embedded(key, response);
    } else {
      file.stream().write(response.embedding().toBytes());
    }
  }

  /** Completes the file, given the number of vectors and their length. */
  public void end(long count, int length) throws IOException {
    json.flush();
    if (format == Format.NPY) {
      file.overwriteStart(npyHeader(count, length));
    }
  }

  private static byte[] npyHeader(long count, int length) {
    byte[] bytes = new byte[NPY_HEADER_BYTES];
    Arrays.fill(bytes, (byte) ' ');
    bytes[NPY_HEADER_BYTES - 1] = '\n';
    String description =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            count,
            length);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(NPY_MAGIC)
        .putShort((short) (NPY_HEADER_BYTES - NPY_MAGIC.length - Short.BYTES))
        .put(description.getBytes(US_ASCII));
    return bytes;
  }
}
