package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.finetune.dataset.internal.content.CaptionText;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Pattern;
import javax.swing.text.MutableAttributeSet;
import javax.swing.text.html.HTML;
import javax.swing.text.html.HTMLEditorKit;
import javax.swing.text.html.parser.ParserDelegator;

/** Extracts the text of HTML with the JDK's parser, which supports HTML 3.2. */
final class HtmlText {
  /** Escaped HTML is found in feeds that were escaped twice. */
  private static final int MAX_PASSES = 3;

  /** Block elements that the parser treats as inline. */
  private static final Set<String> MORE_BLOCKS =
      Set.of(
          "address",
          "article",
          "aside",
          "dd",
          "details",
          "dt",
          "fieldset",
          "figcaption",
          "figure",
          "footer",
          "header",
          "main",
          "nav",
          "option",
          "section",
          "summary");

  /** A less-than sign that starts no tag; the parser would drop it, and a word after it. */
  private static final Pattern NO_TAG =
      Pattern.compile("<(?!!|/?" + CaptionText.TAG_NAME + "(?![\\w:-]))", Pattern.CASE_INSENSITIVE);

  private static final Pattern ESCAPED_OFTEN = Pattern.compile("&(?:amp;)+");

  private HtmlText() {}

  static String of(String html) {
    String text = ESCAPED_OFTEN.matcher(html).replaceAll("&amp;");
    for (int pass = 0; pass < MAX_PASSES && CaptionText.isHtml(text); pass++) {
      text = parsed(text);
    }
    return text;
  }

  private static String parsed(String html) {
    Parts parts = new Parts();
    try {
      String escaped = NO_TAG.matcher(html).replaceAll("&lt;").replace("&apos;", "&#39;");
      new ParserDelegator().parse(new StringReader(escaped), parts, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never of a string
    }
    return parts.text.toString().replaceAll("[\\s\u00A0]+", " ").strip();
  }

  /** Collects text and {@code alt} texts, with a space where a browser would break the line. */
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
      breakLine(tag);
    }

    @Override
    public void handleSimpleTag(HTML.Tag tag, MutableAttributeSet attributes, int position) {
      Object alt = attributes.getAttribute(HTML.Attribute.ALT);
      if (tag == HTML.Tag.IMG && alt != null) {
        text.append(' ').append(alt).append(' ');
      }
      breakLine(tag);
    }

    private void breakLine(HTML.Tag tag) {
      text.append(tag.breaksFlow() || MORE_BLOCKS.contains(tag.toString()) ? " " : "");
    }
  }
}
