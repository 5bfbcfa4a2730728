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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A self-contained HTML page with text and images, for the examples. */
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
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
      h1 { line-height: 1.2 }
      h2 { font-size: 1.1rem; border-top: 1px solid #8886; margin: 2rem 0 .8rem; padding-top: 1rem }
      small { background: #8884; border-radius: 1rem; padding: .1rem .7rem; font-weight: 400 }
      .grid { display: flex; flex-wrap: wrap; gap: .8rem }
      figure { margin: 0; width: 9rem; font-size: .85rem; overflow-wrap: anywhere }
      figure img { width: 100%%; height: 9rem; object-fit: cover; border-radius: .5rem }
      .card { border: 1px solid #8886; border-radius: .8rem; padding: .8rem }
      .card p { margin: 0 0 .6rem }
      .card div { display: flex; gap: .8rem }
      .chart { display: block; width: 100%%; max-width: 56rem }
      .wide { overflow-x: auto }
      .muted { opacity: .7; font-size: .85em }
      .better { color: light-dark(#08702f, #5fd38a); font-weight: 600 }
      .worse { color: light-dark(#b3261e, #ff8a80); font-weight: 600 }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap }
      th, td { padding: .3rem 1.5rem .3rem 0; border-bottom: 1px solid #8884; text-align: left }
      .head:not(:first-child) th { padding-top: 1.2rem }
      @media (max-width: 40rem) {
        .chart { min-width: 34rem }
        th, td { white-space: normal; padding-right: .8rem }
        td .muted { display: block; white-space: nowrap }
      }
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

  /** Adds a chart, as wide as the page. */
  public HtmlPage chart(byte[] png, String description) {
    return block(
        "<div class=\"wide\"><img class=\"chart\" alt=\"%s\" src=\"%s\"></div>\n"
            .formatted(escape(description), dataUri("png", png)));
  }

  /** Adds a thumbnail to the row of images. */
  public HtmlPage thumbnail(Path image, String caption) throws IOException {
    return inGrid(figure(image, caption));
  }

  /** Adds a card with images side by side to the row of images. */
  public HtmlPage card(String title, Map<String, Path> images) throws IOException {
    StringBuilder card = new StringBuilder("<div class=\"card\"><p>" + escape(title) + "</p><div>");
    for (Map.Entry<String, Path> image : images.entrySet()) {
      card.append(figure(image.getValue(), image.getKey()));
    }
    return inGrid(card + "</div></div>\n");
  }

  private static String figure(Path image, String caption) throws IOException {
    return "<figure><img src=\"%s\" alt=\"\"><figcaption>%s</figcaption></figure>\n"
        .formatted(thumbnail(image), escape(caption));
  }

  private HtmlPage inGrid(String element) {
    if (!inGrid) {
      html.append("<div class=\"grid\">\n");
      inGrid = true;
    }
    html.append(element);
    return this;
  }

  /** Adds HTML, in which the caller has escaped the text. */
  public HtmlPage block(String block) {
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

  public static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, toString());
  }

  @Override
  public String toString() {
    return html + (inGrid ? "</div>\n" : "") + "</html>\n";
  }
}
