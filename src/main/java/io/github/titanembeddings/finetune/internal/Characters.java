package io.github.titanembeddings.finetune.internal;

import java.util.Locale;

/** Names a character and its place in a text. */
public final class Characters {
  private Characters() {}

  /** Returns a text that the service sent, or {@code unknown} if it is empty. */
  public static String orUnknown(String text) {
    return text.isEmpty() ? "unknown" : text;
  }

  /** Such as {@code "_" as character 3}; what can't be seen is named by its number. */
  static String at(String text, int index) {
    int codePoint = text.codePointAt(index);
    boolean seen = codePoint > ' ' && codePoint < 0x7F;
    String name =
        seen
            ? "\"" + Character.toString(codePoint) + "\""
            : codePoint == ' ' ? "a space" : String.format(Locale.ROOT, "U+%04X", codePoint);
    return name + " as character " + (text.codePointCount(0, index) + 1);
  }
}
