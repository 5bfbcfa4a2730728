package io.github.titanembeddings.internal.text;

/** Looks for what UTF-16 allows in a string but no encoding can write. */
public final class Utf16 {
  private Utf16() {}

  /** The index of the first surrogate without its other half, or -1. */
  public static int firstLoneSurrogate(String text) {
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (Character.getType(codePoint) == Character.SURROGATE) {
        return i;
      }
      i += Character.charCount(codePoint);
    }
    return -1;
  }
}
