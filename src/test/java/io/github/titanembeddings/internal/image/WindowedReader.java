package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.HeaderStep.ReadFrom;
import java.util.Arrays;

/** Feeds a parser windows of one size, and checks that it reads forward and not too often. */
final class WindowedReader {
  /** Segments and filler of a JPEG, two windows for its EXIF, and the first. */
  private static final int MAX_WINDOWS = 1024 + 1024 + 2 + 1;

  private WindowedReader() {}

  static HeaderStep read(byte[] image, int windowSize) {
    ImageHeaderParser parser = new ImageHeaderParser(image.length);
    long position = 0;
    for (int windows = 1; windows <= MAX_WINDOWS; windows++) {
      int start = (int) position;
      byte[] window = Arrays.copyOfRange(image, start, Math.min(image.length, start + windowSize));
      HeaderStep step = parser.next(position, window, window.length);
      if (!(step instanceof ReadFrom from)) {
        return step;
      }
      assertThat(from.position()).isGreaterThan(position).isLessThan(image.length);
      position = from.position();
    }
    throw new AssertionError("no result after " + MAX_WINDOWS + " windows");
  }
}
