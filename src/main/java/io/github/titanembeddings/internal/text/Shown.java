package io.github.titanembeddings.internal.text;

import java.util.regex.Pattern;

/** Makes foreign text fit for a message: short, on one line. */
public final class Shown {
  /** Control, format and line-breaking characters, save the joiner within emoji. */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\x{200D}]]+");

  private Shown() {}

  /**
   * The beginning of a text, with a mark if there is more, and white space for characters that
   * steer the display.
   */
  public static String beginning(String text, int maxLength) {
    String shown = text;
    if (text.length() > maxLength) {
      boolean splitsPair = Character.isHighSurrogate(text.charAt(maxLength - 1));
      shown = text.substring(0, splitsPair ? maxLength - 1 : maxLength) + "…";
    }
    return CONTROL.matcher(shown).replaceAll(" ").strip();
  }
}
