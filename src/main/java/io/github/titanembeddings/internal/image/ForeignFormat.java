package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import java.util.List;
import java.util.Locale;

/** Names content that is neither PNG nor JPEG by its first bytes. */
final class ForeignFormat {
  /**
   * The bytes at a position that identify a kind of file.
   *
   * @param remedy empty if it is an image that can be converted
   */
  private record Magic(int position, String bytes, String name, String remedy) {
    Magic(int position, String bytes, String name) {
      this(position, bytes, name, "");
    }
  }

  private static final String GIVE_THE_IMAGE = "give the image itself";
  private static final String GIVE_NO_PAGE =
      "give the image itself: it may be an error page of a web server";
  private static final String DECODE_BASE64 = "decode it first, or use ImageInput.fromBase64";
  private static final String DECODE_TWICE = "it was encoded twice: decode it once more";
  private static final String DECODE_TEXT = "convert it to bytes first";
  private static final String READ_BYTES = "read and send it as bytes, not as text";
  private static final String FETCH_LFS = "run git lfs pull to replace the pointer with the file";
  private static final String FETCH_ANNEX = "run git annex get to replace the pointer";
  private static final String BODY_ONLY = "give the body of the HTTP message only";

  private static final List<Magic> BINARY =
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
          new Magic(4, "ftyp", "an MP4 file or another ISO media file", GIVE_THE_IMAGE),
          new Magic(4, "jP  ", "a JPEG 2000 file"),
          new Magic(0, "\u00FFO\u00FFQ", "a JPEG 2000 file"),
          new Magic(4, "JXL ", "a JPEG XL file"),
          new Magic(0, "\u00FF\n", "a JPEG XL file"),
          new Magic(0, "\u008AMNG", "an MNG file"),
          new Magic(0, "\u008BJNG", "a JNG file"),
          new Magic(0, "8BPS", "a Photoshop file"),
          new Magic(0, "\0\0\u0001\0", "an ICO file"),
          new Magic(0, "%PDF-", "a PDF file"),
          new Magic(0, "PK\u0003\u0004", "a ZIP file", "extract the image from it"),
          new Magic(0, "\u001F\u008B", "a gzip file", "decompress it with GZIPInputStream"),
          new Magic(
              0, "\u00EF\u00BF\u00BD", "binary data damaged by a conversion to text", READ_BYTES));

  /** Texts, matched after any white space and byte order mark; in lower case, in any case. */
  private static final List<Magic> TEXT =
      List.of(
          new Magic(0, "/9j/", "the base64 text of a JPEG file", DECODE_BASE64),
          new Magic(0, "iVBORw0KGgo", "the base64 text of a PNG file", DECODE_BASE64),
          new Magic(0, "R0lGOD", "the base64 text of a GIF file", DECODE_BASE64),
          new Magic(0, "UklGR", "the base64 text of a WebP file", DECODE_BASE64),
          new Magic(0, "LzlqL", "the base64 text of base64 text", DECODE_TWICE),
          new Magic(0, "aVZCT1J3", "the base64 text of base64 text", DECODE_TWICE),
          new Magic(0, "\"/9j/", "the base64 text of a JPEG file in quotes", DECODE_BASE64),
          new Magic(0, "\"iVBORw0KGgo", "the base64 text of a PNG file in quotes", DECODE_BASE64),
          new Magic(0, "b'\\x", "the Python notation of bytes", DECODE_TEXT),
          new Magic(0, "data:", "a data URI", "use ImageInput.fromDataUri"),
          new Magic(0, "version https://git-lfs", "a Git LFS pointer", FETCH_LFS),
          new Magic(0, "/annex/objects/", "a git-annex pointer", FETCH_ANNEX),
          new Magic(0, "HTTP/", "an HTTP response with its headers", BODY_ONLY),
          new Magic(0, "<!doctype html", "an HTML page", GIVE_NO_PAGE),
          new Magic(0, "<html", "an HTML page", GIVE_NO_PAGE),
          new Magic(0, "<svg", "an SVG file"),
          new Magic(0, "<?xml", "an SVG file or other XML"),
          new Magic(0, "<", "markup text", GIVE_THE_IMAGE),
          new Magic(0, "{\"", "a JSON text", GIVE_THE_IMAGE),
          new Magic(0, "[{", "a JSON text", GIVE_THE_IMAGE),
          new Magic(0, "ffd8ff", "the hexadecimal text of an image", DECODE_TEXT),
          new Magic(0, "89504e47", "the hexadecimal text of an image", DECODE_TEXT));

  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private ForeignFormat() {}

  /** Returns the refusal, which names the content; {@code unknown content} if not recognized. */
  static Unusable of(HeaderWindow start) {
    for (Magic magic : BINARY) {
      if (start.matches(magic.position, magic.bytes)) {
        return Unusable.unsupported(magic.name, magic.remedy);
      }
    }
    if (start.matches(0, "BM") && start.matches(6, "\0\0\0\0")) {
      return Unusable.unsupported("a BMP file", "");
    }
    String beginning = beginning(start);
    String text = withoutMark(beginning).stripLeading();
    if (text.startsWith("\u00FF\u00D8\u00FF") || text.startsWith("\u0089PNG")) {
      String format = text.startsWith("\u0089") ? "PNG" : "JPEG";
      int before = beginning.length() - text.length();
      return Unusable.unsupported(
          prefix(beginning) + " before a " + format + " file",
          before == 1 ? "remove the byte before it" : "remove the " + before + " bytes before it");
    }
    String lower = text.toLowerCase(Locale.ROOT);
    for (Magic magic : TEXT) {
      if (text.startsWith(magic.bytes) || lower.startsWith(magic.bytes)) {
        return Unusable.unsupported(magic.name, magic.remedy);
      }
    }
    boolean headers = lower.startsWith("content-") || lower.startsWith("--");
    return headers && lower.contains("content-")
        ? Unusable.unsupported("HTTP headers", BODY_ONLY)
        : Unusable.unsupported("unknown content", "");
  }

  private static String prefix(String beginning) {
    if (beginning.startsWith(BYTE_ORDER_MARK)) {
      return "a byte order mark";
    }
    return beginning.startsWith("\n") || beginning.startsWith("\r")
        ? "a line break"
        : "white space";
  }

  private static String withoutMark(String text) {
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
  }

  /** Returns the first characters, one for each byte. */
  private static String beginning(HeaderWindow start) {
    int count = HeaderWindow.MINIMUM;
    while (!start.holds(0, count)) {
      count--;
    }
    return start.text(0, count);
  }
}
