package io.github.titanembeddings.internal.image.header;

import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.internal.image.header.HeaderStep.ReadFrom;
import java.io.IOException;

/** Headers of images whose bytes can be read at once. */
public final class ImageHeaders {
  private static final int WINDOW_IN_MEMORY = 1024;
  private static final int WINDOW_OF_FILE = 16 * 1024;

  private ImageHeaders() {}

  /**
   * Reads as little of an image as its header takes.
   *
   * @return the header, or why the image can't be used
   */
  public static HeaderStep read(ImageData data) throws IOException {
    int most = data instanceof MemoryImage ? WINDOW_IN_MEMORY : WINDOW_OF_FILE;
    byte[] window = new byte[(int) Math.min(most, data.size())];
    ImageHeaderParser parser = new ImageHeaderParser(data.size());
    HeaderStep step = parser.next(0, window, data.read(0, window));
    while (step instanceof ReadFrom from) {
      step = parser.next(from.position(), window, data.read(from.position(), window));
    }
    return step;
  }
}
