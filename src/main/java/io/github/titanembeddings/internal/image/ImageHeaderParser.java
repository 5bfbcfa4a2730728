package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.HeaderStep.ReadFrom;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Parses the metadata before the pixels of a PNG or JPEG file. {@link #next} does no I/O.
 *
 * <p>The content determines the format. Segments are skipped by their lengths, so few bytes of a
 * large header are read. Any content gives a result within a bounded number of windows, and the
 * result does not depend on the size of the windows.
 */
public final class ImageHeaderParser {
  private static final String JPEG_START = "\u00FF\u00D8";
  private static final String PNG_START = "\u0089PNG";

  private static final int WINDOW_IN_MEMORY = 1024;
  private static final int WINDOW_OF_FILE = 16 * 1024;

  private final long totalSize;
  private @Nullable Function<HeaderWindow, HeaderStep> format;

  public ImageHeaderParser(long totalSize) {
    this.totalSize = totalSize;
  }

  /** Reads only the header of an image; returns it, or why the image is unusable. */
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

  /**
   * Parses a window of the file.
   *
   * @param position the start of the window: 0, then the position of {@link HeaderStep.ReadFrom}
   * @param window the bytes, at least 64 unless the file ends in it: a shorter window is the last
   * @param length the number of bytes in the array
   * @return the header, the position of the next window, or why the image cannot be used
   */
  public HeaderStep next(long position, byte[] window, int length) {
    HeaderWindow view = new HeaderWindow(position, window, length, totalSize);
    if (format == null) {
      if (totalSize == 0 || length == 0) {
        return new Unusable(ViolationCodes.IMAGE_EMPTY, "0 bytes");
      } else if (view.matches(0, JPEG_START)) {
        format = new JpegHeaderParser()::next;
      } else if (view.matches(0, PNG_START)) {
        format = new PngHeaderParser()::next;
      } else {
        return ForeignFormat.of(view);
      }
    }
    return format.apply(view);
  }
}
