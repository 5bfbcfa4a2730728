package io.github.titanembeddings.internal.image;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of an image, which can be read repeatedly. */
public interface ImageData {
  /** Returns the label for messages: a path, a URI, or {@code the image}. */
  default String label() {
    return "the image";
  }

  long size();

  /**
   * Reads from a position on until the array is full or the image ends.
   *
   * @return the number of bytes read; 0 at the end
   */
  int read(long position, byte[] target) throws IOException;

  /**
   * Opens a stream of all bytes.
   *
   * @throws ChangedException if the image was written to since it was looked up
   */
  InputStream open() throws IOException;

  /** Thrown if an image was written to since it was looked up. */
  final class ChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    public ChangedException() {
      super("it was written to since it was looked up");
    }
  }
}
