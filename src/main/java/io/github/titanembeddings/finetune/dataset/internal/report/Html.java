package io.github.titanembeddings.finetune.dataset.internal.report;

/** Puts foreign text into HTML. */
final class Html {
  private Html() {}

  /** The text with what has a meaning in HTML escaped, in content and in quoted attributes. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> appendVisible(escaped, c);
              }
            });
    return escaped.toString();
  }

  private static void appendVisible(StringBuilder escaped, int codePoint) {
    boolean odd =
        Character.isISOControl(codePoint)
            || Character.getType(codePoint) == Character.SURROGATE
            || Character.getType(codePoint) == Character.FORMAT;
    escaped.appendCodePoint(odd ? 0xFFFD : codePoint);
  }
}
