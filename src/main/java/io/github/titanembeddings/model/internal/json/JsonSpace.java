package io.github.titanembeddings.model.internal.json;

/** The space that JSON allows between any two of its parts. */
final class JsonSpace {
  private JsonSpace() {}

  /** The first place from here on that is not space; the length of the text if all is. */
  static int end(byte[] json, int place) {
    int end = place;
    while (end < json.length && json[end] <= ' ' && isSpace(json[end])) {
      end++;
    }
    return end;
  }

  private static boolean isSpace(byte sign) {
    return sign == ' ' || sign == '\n' || sign == '\r' || sign == '\t';
  }
}
