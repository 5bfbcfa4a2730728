package io.github.titanembeddings.internal.image;

import java.io.IOException;

/**
 * Counts the scans of a JPEG file. A decoder may pass over all pixels once per scan, so a small
 * file with thousands of scans takes minutes to decode.
 */
final class JpegScans {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;

  private JpegScans() {}

  /** The number of scans up to the end of the image, at most {@code most + 1}. */
  static long count(ImageData jpeg, long most) throws IOException {
    try (ImageDataStream bytes = new ImageDataStream(jpeg)) {
      long scans = 0;
      int marker = nextMarker(bytes);
      while (marker >= 0 && marker != EOI && scans <= most) {
        if (marker == SOS) {
          scans++;
        }
        if (marker != SOI) {
          long segment = bytes.getStreamPosition();
          int length = bytes.read() << 8 | bytes.read();
          bytes.seek(segment + Math.max(0, length));
        }
        marker = nextMarker(bytes);
      }
      return scans;
    }
  }

  /** The next marker, restart markers aside; -1 at the end of the file. */
  private static int nextMarker(ImageDataStream bytes) throws IOException {
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
