package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.finetune.dataset.internal.content.CaptionText;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import javax.swing.text.MutableAttributeSet;
import javax.swing.text.html.HTML;
import javax.swing.text.html.HTMLEditorKit;
import javax.swing.text.html.parser.ParserDelegator;

/** Reduces HTML to its text, by the JDK's parser. */
final class HtmlText {
  /** Escaped HTML is found in feeds that were escaped twice. */
  private static final int MAX_PASSES = 3;

  /** A less-than sign that starts no tag; the parser would drop it. */
  private static final Pattern NO_TAG = Pattern.compile("<(?![a-zA-Z/!])");

  private HtmlText() {}

  static String of(String html) {
    String text = html;
    for (int pass = 0; pass < MAX_PASSES && CaptionText.isHtml(text); pass++) {
      text = parsed(text);
    }
    return text;
  }

  private static String parsed(String html) {
    Parts parts = new Parts();
    try {
      String escaped = NO_TAG.matcher(html).replaceAll("&lt;");
      new ParserDelegator().parse(new StringReader(escaped), parts, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never of a string
    }
    return parts.text.toString().replaceAll("[\\s\u00A0]+", " ").strip();
  }

  /** Collects the text, with a space in place of each tag that breaks the flow of a line. */
  private static final class Parts extends HTMLEditorKit.ParserCallback {
    private final StringBuilder text = new StringBuilder();
    private boolean hidden;

    @Override
    public void handleText(char[] data, int position) {
      if (!hidden) {
        text.append(data);
      }
    }

    @Override
    public void handleStartTag(HTML.Tag tag, MutableAttributeSet attributes, int position) {
      hidden = tag == HTML.Tag.STYLE || tag == HTML.Tag.SCRIPT;
      handleSimpleTag(tag, attributes, position);
    }

    @Override
    public void handleEndTag(HTML.Tag tag, int position) {
      hidden = false;
      text.append(tag.breaksFlow() ? " " : "");
    }

    @Override
    public void handleSimpleTag(HTML.Tag tag, MutableAttributeSet attributes, int position) {
      text.append(tag.breaksFlow() ? " " : "");
    }
  }
}
