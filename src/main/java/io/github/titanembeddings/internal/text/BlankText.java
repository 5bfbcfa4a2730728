package io.github.titanembeddings.internal.text;

/** Detects text in which nothing is visible. */
public final class BlankText {
  private static final int COMBINING_GRAPHEME_JOINER = 0x034F;
  private static final int BRAILLE_BLANK = 0x2800;

  private BlankText() {}

  /**
   * Returns whether a text has nothing but white space (a no-break space included), control and
   * format characters such as a zero-width space, and other code points without a visible form.
   */
  public static boolean is(String text) {
    return text.codePoints().allMatch(BlankText::isInvisible);
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

  /** Letters, marks and symbols that are defined to be invisible. */
  private static boolean isFiller(int codePoint) {
    return switch (codePoint) {
      case COMBINING_GRAPHEME_JOINER, BRAILLE_BLANK, 0x115F, 0x1160, 0x3164, 0xFFA0 -> true;
      default ->
          (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
              || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
    };
  }
}
