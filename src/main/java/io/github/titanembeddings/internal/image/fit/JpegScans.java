package io.github.titanembeddings.internal.image.fit;

import io.github.titanembeddings.internal.image.ImageData;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * Counts the scans of a JPEG file. A decoder may pass over all pixels once per scan, so a small
 * file with thousands of scans takes minutes to decode.
 */
final class JpegScans {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;

  private JpegScans() {}

  /** Returns the number of scans up to the end of the image, at most {@code most + 1}. */
  public static long count(ImageData jpeg, long most) throws IOException {
    try (ImageDataStream bytes = new ImageDataStream(jpeg)) {
      return count(bytes, most);
    }
  }

  /** Counts from the position of a stream, which ends after the image or the last scan counted. */
  static long count(ImageInputStream bytes, long most) throws IOException {
    long scans = 0;
    int marker = nextMarker(bytes);
    boolean first = true;
    while (marker >= 0 && marker != EOI && scans <= most && (first || marker != SOI)) {
      if (marker == SOS) {
        scans++;
      }
      if (marker != SOI) {
        long segment = bytes.getStreamPosition();
        int length = bytes.read() << 8 | bytes.read();
        bytes.seek(segment + Math.max(0, length));
      }
      marker = nextMarker(bytes);
      first = false;
    }
    return scans;
  }

  /** Returns the next marker that is no restart marker; -1 at the end of the file. */
  private static int nextMarker(ImageInputStream bytes) throws IOException {
    int previous = 0;
    while (true) {
      int next = bytes.read();
      boolean marker = previous == 0xFF && next > 0x01 && next < 0xFF;
      boolean restart = next >= 0xD0 && next <= 0xD7;
      if (next < 0 || (marker && !restart)) {
        return next;
      }
      previous = next;
    }
  }
}
