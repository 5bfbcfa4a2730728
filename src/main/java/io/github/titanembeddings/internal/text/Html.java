package io.github.titanembeddings.internal.text;

import org.jspecify.annotations.Nullable;

/** The style of the library's pages, and escaping of text that is not the library's. */
public final class Html {
  public static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1c2733;--dim:#5b6875;--page:#f5f7f9;--card:#fff;--line:#d9e0e6;
      --bar:#3b7dd8;--bad:#b3261e;--warn:#8a5a00;--good:#1a7f4b}
      @media(prefers-color-scheme:dark){:root{--ink:#e4e9ee;--dim:#9aa7b3;--page:#12171c;--card:#1b2229;
      --line:#303a44;--bar:#6ba4f0;--bad:#ff8a80;--warn:#f2c14e;--good:#6bd69a}}
      *{box-sizing:border-box}
      body{margin:0 auto;padding:2rem 1rem;max-width:70rem;background:var(--page);color:var(--ink);
      font:15px/1.5 system-ui,sans-serif}
      h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .7rem}
      p{margin:.3rem 0;color:var(--dim)}code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
      .cards{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr))}
      .small{grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));margin-top:1.2rem}
      .card,table{background:var(--card);border:1px solid var(--line);border-radius:8px}
      .card{padding:.8rem 1rem}.card b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}
      .card h3{margin:0;font-size:.95rem}.bad{color:var(--bad)}.warn{color:var(--warn)}.good{color:var(--good)}
      table{border-collapse:separate;border-spacing:0;width:100%;overflow:hidden}
      th,td{text-align:left;vertical-align:top;overflow-wrap:anywhere;padding:.5rem .7rem;border-bottom:1px solid var(--line)}
      tr:last-child td{border-bottom:0}th{color:var(--dim);font-weight:600}
      td img{display:block;max-width:128px;max-height:128px;border-radius:4px}
      td.n{text-align:right;font-variant-numeric:tabular-nums}th,td.n,td.bad,td.warn{white-space:nowrap}
      @media(max-width:40rem){.list th{display:none}.list tr{display:block;padding:.4rem 0;border-bottom:1px solid var(--line)}
      .list td{display:block;padding:.1rem .7rem;border:0}}
      .bars{display:flex;align-items:flex-end;gap:3px;margin-top:.7rem;text-align:center;font-size:11px;color:var(--dim)}
      .bars div{flex:1;min-width:0}.bars i{display:block;background:var(--bar);border-radius:2px 2px 0 0}
      .bars small{display:block;border-top:1px solid var(--line)}
      .finds{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr))}
      figure{margin:0;padding:.7rem;background:var(--card);border:1px solid var(--line);border-radius:8px;overflow-wrap:anywhere}
      .pair{display:flex;gap:.5rem}.pair span{flex:1;min-width:0;max-width:50%;font-size:11px;color:var(--dim)}
      .pair img,.pair em{display:grid;place-items:center;width:100%;height:8rem;object-fit:contain;border-radius:4px;
      background:repeating-conic-gradient(#8883 0 25%,transparent 0 50%) 0 0/1rem 1rem}
      figcaption{margin-top:.4rem;font-size:13px}
      """;

  private Html() {}

  /** Returns an image element for a data URI, or a note if there is none. */
  public static String preview(@Nullable String dataUri) {
    return dataUri == null ? "<em>no preview</em>" : "<img alt=\"\" src=\"" + dataUri + "\">";
  }

  /** Escapes text for content and quoted attributes, and replaces invisible characters. */
  public static String escaped(String text) {
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
