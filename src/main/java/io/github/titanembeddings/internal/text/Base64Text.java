package io.github.titanembeddings.internal.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Decodes base64 from any source: only line breaks are ignored; any other character outside the
 * alphabet is reported with its position and likely cause.
 */
public final class Base64Text {
  private static final String DEFAULT_REMEDY =
      "encode the bytes of the image with Base64.getEncoder()";

  private Base64Text() {}

  /** Thrown when a text is not base64; the message names the character. */
  public static final class NotBase64Exception extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    private NotBase64Exception(String found, String remedy) {
      super(found);
      this.remedy = remedy;
    }

    public String remedy() {
      return remedy;
    }
  }

  /**
   * Decodes a text without copying the decoded bytes. Padding is optional.
   *
   * @throws NotBase64Exception if a character is neither a line break nor in the alphabet, or the
   *     text ends early
   */
  public static byte[] decode(String text) throws NotBase64Exception {
    try {
      return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
          ? Base64.getDecoder().decode(text)
          : decodeLines(text);
    } catch (IllegalArgumentException e) {
      int found = firstForeign(text);
      throw found >= 0 ? foreign(text, found) : incomplete(text);
    }
  }

  /** Decodes without the MIME decoder, which is slow and ignores all foreign characters. */
  private static byte[] decodeLines(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1); // a foreign character becomes '?'
    int count = 0;
    for (byte each : bytes) {
      if (each != '\n' && each != '\r') {
        bytes[count++] = each;
      }
    }
    return Base64.getDecoder().decode(ByteBuffer.wrap(bytes, 0, count)).array();
  }

  /** Returns the index of the first misplaced character; -1 if there is none. */
  private static int firstForeign(String text) {
    int padding = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=') {
        padding = padding < 0 ? i : padding;
      } else if (c != '\n' && c != '\r') {
        if (!isInAlphabet(c)) {
          return i;
        } else if (padding >= 0) {
          return padding;
        }
      }
    }
    return -1;
  }

  private static boolean isInAlphabet(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }

  private static NotBase64Exception foreign(String text, int index) {
    String found =
        String.format(
            Locale.ROOT,
            "%s at index %,d of %,d characters of base64",
            name(text.codePointAt(index)),
            index,
            text.length());
    return new NotBase64Exception(found, remedy(text, index));
  }

  private static NotBase64Exception incomplete(String text) {
    String found =
        String.format(
            Locale.ROOT, "%,d characters of base64 that end within a group of 4", text.length());
    return new NotBase64Exception(found, "give the whole text; it may have been cut");
  }

  private static String name(int codePoint) {
    return switch (codePoint) {
      case ' ' -> "a space";
      case '\t' -> "a tab";
      case 0xFEFF -> "a byte order mark";
      default ->
          codePoint > ' ' && codePoint < 0x7F
              ? "'" + (char) codePoint + "'"
              : String.format(Locale.ROOT, "U+%04X", codePoint);
    };
  }

  private static String remedy(String text, int index) {
    if (text.startsWith("data:")) {
      return "use ImageInput.fromDataUri";
    }
    return switch (text.charAt(index)) {
      case ' ' ->
          "send '+' as %2B, since form decoding turns it into a space, or remove spaces that were"
              + " added";
      case '-', '_' ->
          "it is the URL-safe alphabet: decode it with Base64.getUrlDecoder() and use"
              + " ImageInput.of(byte[])";
      case '"', '\'' -> "remove the quotes, or parse the JSON that the text is part of";
      case '\\' -> "parse the JSON string: it still has escape sequences such as \\n";
      case '%' -> "decode the percent-encoding first";
      case '<' -> "give base64: this is HTML or XML";
      case '{', '[' -> "give base64: this is JSON";
      case '=' -> "give one base64 text: '=' may only end it";
      case ',' -> "give the part after the comma";
      default -> DEFAULT_REMEDY;
    };
  }
}
