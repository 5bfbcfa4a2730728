package io.github.titanembeddings.internal.image.header;

import io.github.titanembeddings.internal.image.ImageData;
import java.io.IOException;

/** Finds which way is up in a TIFF file, which an EXIF block is too. */
public final class TiffOrientation {
  private static final int WINDOW = 4 * 1024;

  private TiffOrientation() {}

  /** The orientation of the first picture, 1 to 8. */
  public static int of(ImageData file) throws IOException {
    ExifOrientation orientation = new ExifOrientation(0, file.size());
    byte[] window = new byte[(int) Math.min(WINDOW, file.size())];
    boolean found = false;
    while (!found) {
      long at = orientation.at();
      int length = file.read(at, window);
      found = orientation.read(new HeaderWindow(at, window, length, file.size()));
    }
    return orientation.value();
  }
}
