package io.github.titanembeddings.internal.image.fit;

import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.header.HeaderWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where a JPEG file keeps its ICC colour profile. */
final class JpegColorProfile {
  private static final String NAME = "ICC_PROFILE\0";
  private static final int APP2 = 0xE2;

  /** A profile is at most 255 segments, other metadata may stand between. */
  private static final int MAX_SEGMENTS = 1024;

  private JpegColorProfile() {}

  /** The positions of the marker bytes of the segments that make the profile. */
  static List<Long> markers(ImageData jpeg) throws IOException {
    List<Long> markers = new ArrayList<>();
    byte[] start = new byte[4 + NAME.length()];
    long at = 2;
    for (int i = 0; i < MAX_SEGMENTS; i++) {
      HeaderWindow segment = new HeaderWindow(at, start, jpeg.read(at, start), jpeg.size());
      if (!segment.holds(at, 4) || segment.u8(at) != 0xFF || segment.u8(at + 1) < 0xC0) {
        break;
      } else if (segment.u8(at + 1) == APP2 && segment.matches(at + 4, NAME)) {
        markers.add(at + 1);
      }
      at += 2 + segment.u16(at + 2);
    }
    return markers;
  }
}
