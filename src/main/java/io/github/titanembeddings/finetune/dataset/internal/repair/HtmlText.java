package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.finetune.dataset.internal.content.CaptionText;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.StringJoiner;
import javax.swing.text.html.HTMLEditorKit;
import javax.swing.text.html.parser.ParserDelegator;

/** Reduces HTML to its text, by the JDK's parser. */
final class HtmlText {
  /** Escaped HTML is found in feeds that were escaped twice. */
  private static final int MAX_PASSES = 3;

  private HtmlText() {}

  static String of(String html) {
    String text = html;
    for (int pass = 0; pass < MAX_PASSES && CaptionText.isHtml(text); pass++) {
      text = parsed(text);
    }
    return text;
  }

  private static String parsed(String html) {
    StringJoiner text = new StringJoiner(" ");
    HTMLEditorKit.ParserCallback parts =
        new HTMLEditorKit.ParserCallback() {
          @Override
          public void handleText(char[] data, int position) {
            text.add(new String(data).replace('\u00A0', ' ').strip());
          }
        };
    try {
      new ParserDelegator().parse(new StringReader(html), parts, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never of a string
    }
    return text.toString().replaceAll("\\s+", " ").replaceAll(" (?=[,.;:!?])", "").strip();
  }
}
