package io.github.titanembeddings.support;

import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.model.internal.input.PreparedImage;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A self-contained HTML page with text, tables and images, for the examples. */
public final class HtmlPage {
  private static final int THUMBNAIL_SIDE = 200;
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <title>%1$s</title>
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
      h2 { font-size: 1.1rem; border-top: 1px solid #8886; margin: 1.5rem 0 .8rem; padding-top: 1rem }
      small { background: #8884; border-radius: 1rem; padding: .1rem .7rem; font-weight: 400 }
      .grid { display: flex; flex-wrap: wrap; gap: .8rem }
      figure { margin: 0; width: 9rem; font-size: .85rem; overflow-wrap: anywhere }
      figure img { width: 100%%; height: 9rem; object-fit: cover; border-radius: .5rem }
      .query img { outline: 3px solid #47f; outline-offset: 2px }
      .chart { max-width: 100%%; border-radius: .5rem }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums }
      th, td { padding: .3rem 1rem .3rem 0; border-bottom: 1px solid #8884; text-align: left }
      </style>
      <h1>%1$s</h1>
      """;

  private final StringBuilder html = new StringBuilder();
  private boolean inGrid;

  public HtmlPage(String title) {
    html.append(HEAD.formatted(escape(title)));
  }

  public HtmlPage paragraph(String text) {
    return block("<p>" + escape(text) + "</p>\n");
  }

  /** Starts a section; the label may be empty. */
  public HtmlPage section(String label, String heading) {
    String badge = label.isEmpty() ? "" : "<small>" + escape(label) + "</small> ";
    return block("<h2>" + badge + escape(heading) + "</h2>\n");
  }

  public HtmlPage table(List<String> header, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table>\n");
    addRow(table, "th", header);
    rows.forEach(row -> addRow(table, "td", row));
    return block(table.append("</table>\n").toString());
  }

  private static void addRow(StringBuilder table, String tag, List<String> cells) {
    table.append("<tr>");
    for (String cell : cells) {
      table.append('<').append(tag).append('>').append(escape(cell));
    }
    table.append('\n');
  }

  /** Adds a chart in its full size. */
  public HtmlPage chart(byte[] png) {
    return block("<img class=\"chart\" alt=\"\" src=\"" + dataUri("png", png) + "\">\n");
  }

  /** Adds a thumbnail to the row of images; a query is outlined. */
  public HtmlPage thumbnail(Path image, String caption, boolean query) throws IOException {
    if (!inGrid) {
      html.append("<div class=\"grid\">\n");
      inGrid = true;
    }
    html.append(
        "<figure class=\"%s\"><img src=\"%s\" alt=\"\"><figcaption>%s</figcaption></figure>\n"
            .formatted(query ? "query" : "hit", thumbnail(image), escape(caption)));
    return this;
  }

  private HtmlPage block(String block) {
    if (inGrid) {
      html.append("</div>\n");
      inGrid = false;
    }
    html.append(block);
    return this;
  }

  private static String thumbnail(Path file) throws IOException {
    Limits small =
        Limits.titanMultimodalG1().toBuilder().set(Limit.DOWNSCALED_SIDE, THUMBNAIL_SIDE).build();
    EmbeddingRequest request =
        EmbeddingRequest.builder()
            .image(ImageInput.of(file))
            .imageFit(ImageFit.DOWNSCALE)
            .limits(small)
            .build();
    PreparedImage fitted =
        Objects.requireNonNull(PreparedRequest.of(request, Runnable::run).join().image());
    String format = fitted.info().formatName().toLowerCase(Locale.ROOT);
    try (InputStream image = fitted.data().open()) {
      return dataUri(format, image.readAllBytes());
    }
  }

  private static String dataUri(String format, byte[] image) {
    return "data:image/" + format + ";base64," + Base64.getEncoder().encodeToString(image);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, toString());
  }

  @Override
  public String toString() {
    return html + (inGrid ? "</div>\n" : "") + "</html>\n";
  }
}
