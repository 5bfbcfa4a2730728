package io.github.titanembeddings.bulk.internal.export;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.titanembeddings.internal.files.AtomicFile;
import io.github.titanembeddings.model.EmbeddingResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/** How vectors are written one after the other. */
public interface VectorFile {
  /** Begins the file. */
  default void begin(AtomicFile file) throws IOException {}

  /** Adds a vector. */
  void add(AtomicFile file, String key, EmbeddingResponse response) throws IOException;

  /** Ends the file, which has so many vectors of one length. */
  default void end(AtomicFile file, long count, int length) throws IOException {}

  /** Little-endian float32, nothing else. */
  final class Float32 implements VectorFile {
    @Override
    public void add(AtomicFile file, String key, EmbeddingResponse response) throws IOException {
      file.stream().write(response.embedding().toBytes());
    }
  }

  /** The format of NumPy, version 1.0: a header with the shape, then rows of float32. */
  final class Npy implements VectorFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int HEADER_BYTES = 128;

    private final VectorFile rows = new Float32();

    @Override
    public void begin(AtomicFile file) throws IOException {
      file.stream().write(header(0, 0));
    }

    @Override
    public void add(AtomicFile file, String key, EmbeddingResponse response) throws IOException {
      rows.add(file, key, response);
    }

    @Override
    public void end(AtomicFile file, long count, int length) throws IOException {
      file.overwriteStart(header(count, length));
    }

    private static byte[] header(long count, int length) {
      byte[] bytes = new byte[HEADER_BYTES];
      Arrays.fill(bytes, (byte) ' ');
      bytes[HEADER_BYTES - 1] = '\n';
      String description =
          String.format(
              Locale.ROOT,
              "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
              count,
              length);
      ByteBuffer.wrap(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(MAGIC)
          .putShort((short) (HEADER_BYTES - MAGIC.length - Short.BYTES))
          .put(description.getBytes(US_ASCII));
      return bytes;
    }
  }

  /** JSON Lines, each with its key. */
  final class JsonLines implements VectorFile {
    private final ResultJson json;

    public JsonLines(ResultJson json) {
      this.json = json;
    }

    @Override
    public void add(AtomicFile file, String key, EmbeddingResponse response) throws IOException {
      json.embedded(key, response);
    }

    @Override
    public void end(AtomicFile file, long count, int length) throws IOException {
      json.flush();
    }
  }
}
