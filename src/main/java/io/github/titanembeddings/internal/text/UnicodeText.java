package io.github.titanembeddings.internal.text;

/** Detects invisible text and text that no encoding can represent. */
public final class UnicodeText {
  private static final int COMBINING_GRAPHEME_JOINER = 0x034F;
  private static final int BRAILLE_BLANK = 0x2800;

  private UnicodeText() {}

  /**
   * Returns whether a text has nothing but white space (a no-break space included), control and
   * format characters such as a zero-width space, and other code points without a visible form.
   */
  public static boolean isBlank(String text) {
    return text.codePoints().allMatch(UnicodeText::isInvisible);
  }

  private static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.FORMAT ->
          true;
      default -> isFiller(codePoint);
    };
  }

  /** Returns whether this is a letter, mark or symbol that is defined to be invisible. */
  private static boolean isFiller(int codePoint) {
    return switch (codePoint) {
      case COMBINING_GRAPHEME_JOINER, BRAILLE_BLANK, 0x115F, 0x1160, 0x3164, 0xFFA0 -> true;
      default ->
          (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
              || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
    };
  }

  /** Returns the index of the first surrogate without its other half, or -1. */
  public static int firstLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
        if (!pair) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
