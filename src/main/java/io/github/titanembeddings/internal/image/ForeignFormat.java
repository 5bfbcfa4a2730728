package io.github.titanembeddings.internal.image;

import java.util.List;
import java.util.Locale;

/** Names content that is neither PNG nor JPEG, by how it begins. */
final class ForeignFormat {
  /** What stands at a position of all files of a kind. */
  private record Magic(int position, String bytes, String name) {}

  private static final List<Magic> MAGIC =
      List.of(
          new Magic(0, "GIF8", "a GIF file"),
          new Magic(8, "WEBP", "a WebP file"),
          new Magic(0, "II*\0", "a TIFF file"),
          new Magic(0, "MM\0*", "a TIFF file"),
          new Magic(4, "ftypavif", "an AVIF file"),
          new Magic(4, "ftypavis", "an AVIF file"),
          new Magic(4, "ftyphe", "a HEIC file"),
          new Magic(4, "ftypmif1", "a HEIC file"),
          new Magic(4, "ftypmsf1", "a HEIC file"),
          new Magic(4, "ftyp", "an MP4 file or another ISO media file"),
          new Magic(4, "jP  ", "a JPEG 2000 file"),
          new Magic(4, "JXL ", "a JPEG XL file"),
          new Magic(0, "\u00FF\n", "a JPEG XL file"),
          new Magic(0, "8BPS", "a Photoshop file"),
          new Magic(0, "\0\0\u0001\0", "an ICO file"),
          new Magic(0, "%PDF-", "a PDF file"),
          new Magic(0, "PK\u0003\u0004", "a ZIP file"),
          new Magic(0, "\u001F\u008B", "a gzip file"),
          new Magic(0, "/9j/", "the base64 text of a JPEG file"),
          new Magic(0, "iVBORw0KGgo", "the base64 text of a PNG file"),
          new Magic(0, "data:", "a data URI"),
          new Magic(0, "\u00EF\u00BF\u00BD", "binary data damaged by a conversion to text"));

  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private ForeignFormat() {}

  /** The name with its article, {@code unknown content} if there is none. */
  static String nameOf(HeaderWindow start) {
    for (Magic magic : MAGIC) {
      if (start.matches(magic.position, magic.bytes)) {
        return magic.name;
      }
    }
    boolean bmp = start.matches(0, "BM") && start.matches(6, "\0\0\0\0");
    return bmp ? "a BMP file" : nameOfText(beginning(start));
  }

  private static String nameOfText(String text) {
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return "an HTML page";
    } else if (text.startsWith("<svg")) {
      return "an SVG file";
    } else if (text.startsWith("<?xml")) {
      return "an SVG file or other XML";
    }
    return text.startsWith("<") ? "markup text" : "unknown content";
  }

  /** The first characters behind a byte order mark and white space, in lower case. */
  private static String beginning(HeaderWindow start) {
    int count = HeaderWindow.MINIMUM;
    while (!start.holds(0, count)) {
      count--;
    }
    String text = start.text(0, count);
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    return text.stripLeading().toLowerCase(Locale.ROOT);
  }
}
