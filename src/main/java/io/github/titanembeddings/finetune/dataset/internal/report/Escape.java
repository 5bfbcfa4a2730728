package io.github.titanembeddings.finetune.dataset.internal.report;

/** Escapes text that comes from a dataset. */
final class Escape {
  private Escape() {}

  /** Escapes text for content and quoted attributes, and replaces invisible characters. */
  static String html(String text) {
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
                default -> escaped.appendCodePoint(isInvisible(c) ? 0xFFFD : c);
              }
            });
    return escaped.toString();
  }

  private static boolean isInvisible(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isISOControl(codePoint)
        || type == Character.SURROGATE
        || type == Character.FORMAT;
  }
}
