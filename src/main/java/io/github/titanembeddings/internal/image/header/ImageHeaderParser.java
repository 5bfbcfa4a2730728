package io.github.titanembeddings.internal.image.header;

import org.jspecify.annotations.Nullable;

/**
 * Reads what a PNG or JPEG file says of itself before its pixels, without any I/O.
 *
 * <p>The format is what the content says. Lengths are believed and skipped by, so only a few bytes
 * of a large header are asked for. Any bytes give an answer, within a bounded number of windows,
 * and the answer doesn't depend on how large the windows are.
 */
public final class ImageHeaderParser {
  private static final String JPEG_START = "\u00FF\u00D8";
  private static final String PNG_START = "\u0089PNG";

  private final long totalSize;
  private @Nullable FormatParser format;

  /**
   * A parser for one image.
   *
   * @param totalSize how many bytes the whole file has
   */
  public ImageHeaderParser(long totalSize) {
    this.totalSize = totalSize;
  }

  /**
   * Looks at a window of the file.
   *
   * @param position where the window starts: 0, afterwards where {@link HeaderStep.ReadFrom} said
   * @param window the bytes, at least 64 unless the file ends in it: a shorter window is the last
   * @param length how many bytes of the array count
   * @return the header, the position of the next window, or why the image can't be used
   */
  public HeaderStep next(long position, byte[] window, int length) {
    HeaderWindow view = new HeaderWindow(position, window, length, totalSize);
    if (format == null) {
      if (totalSize == 0 || length == 0) {
        return Refusal.empty();
      } else if (view.matches(0, JPEG_START)) {
        format = new JpegHeaderParser();
      } else if (view.matches(0, PNG_START)) {
        format = new PngHeaderParser();
      } else {
        return ForeignFormat.of(view);
      }
    }
    return format.next(view);
  }
}
