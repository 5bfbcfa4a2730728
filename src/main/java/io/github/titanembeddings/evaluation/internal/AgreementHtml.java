package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.ScoredPair;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.Thumbnail;
import io.github.titanembeddings.internal.image.UnfitImageException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.internal.text.Html;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the agreement of captions and images as a page. */
public final class AgreementHtml {
  private static final int MAX_SHOWN = 100;
  private static final int BARS = 24;
  private static final int MAX_BAR = 110;
  private static final int MAX_CAPTION = 300;
  private static final int MAX_REASON = 300;

  private final ObjectStore images;
  private final StringBuilder html = new StringBuilder();

  public AgreementHtml(ObjectStore images) {
    this.images = images;
  }

  /** Writes the parts of a report; called once. */
  public String write(
      String summary,
      long pairs,
      List<Double> percentiles,
      List<ScoredPair> lowest,
      Map<Long, RuntimeException> failures) {
    add("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">");
    add("<meta name=\"viewport\" content=\"width=device-width\">");
    add("<title>Agreement of captions and images</title>\n<style>\n");
    html.append(Html.STYLE);
    add("</style></head>\n<body>\n<h1>Agreement of captions and images</h1>\n<p>%s</p>\n", summary);
    if (!percentiles.isEmpty()) {
      writeDistribution(percentiles);
    }
    List<ScoredPair> shown = lowest.stream().limit(MAX_SHOWN).toList();
    add("<h2>The lowest %,d of %,d pairs</h2>\n<div class=\"finds\">\n", shown.size(), pairs);
    shown.forEach(this::writePair);
    add("</div>\n");
    if (!failures.isEmpty()) {
      writeFailures(failures);
    }
    add("</body>\n</html>\n");
    return html.toString();
  }

  private void writeFailures(Map<Long, RuntimeException> failures) {
    add("<h2>Failures</h2>\n<table><tr><th>line</th><th>reason</th></tr>\n");
    failures.forEach(
        (line, failure) -> {
          String reason = Abbreviate.beginning(String.valueOf(failure.getMessage()), MAX_REASON);
          add("<tr><td class=\"n\">%,d</td><td>%s</td></tr>\n", line, Html.escaped(reason));
        });
    add("</table>\n");
  }

  /** Draws how many percentiles are in each of equal ranges. */
  private void writeDistribution(List<Double> percentiles) {
    double least = percentiles.get(0);
    double range = Math.max(1e-6, percentiles.get(percentiles.size() - 1) - least);
    int[] counts = new int[BARS];
    int highest = 0;
    for (double cosine : percentiles.subList(1, percentiles.size())) { // 100 of 101
      int bar = (int) Math.min(BARS - 1, BARS * (cosine - least) / range);
      highest = Math.max(highest, ++counts[bar]);
    }
    add("<h2>Distribution of the cosines, in %% of the pairs</h2>\n");
    add(
        "<p>%.3f to %.3f, median %.3f</p>\n",
        least, least + range, percentiles.get(percentiles.size() / 2));
    add("<div class=\"card\"><div class=\"bars\">\n");
    for (int i = 0; i < BARS; i++) {
      add(
          "<div>%s<i style=\"height:%dpx\"></i><small>%s</small></div>\n",
          counts[i] > 0 ? counts[i] : "",
          counts[i] * MAX_BAR / highest,
          i % 4 == 0 ? String.format(Locale.ROOT, "%.2f", least + range * i / BARS) : "&nbsp;");
    }
    add("</div></div>\n");
  }

  private void writePair(ScoredPair pair) {
    add(
        "<figure><div class=\"pair\"><span>%s%s</span></div>",
        Html.preview(thumbnail(pair.imageRef())), Html.escaped(pair.imageRef()));
    add(
        "<figcaption><b>%.3f</b> line %,d<br>%s</figcaption></figure>\n",
        pair.cosine(),
        pair.line(),
        Html.escaped(Abbreviate.beginning(pair.caption(), MAX_CAPTION)));
  }

  private @Nullable String thumbnail(String imageRef) {
    try {
      ObjectPart image = Futures.await(images.read(S3Uri.of(imageRef), 0, Thumbnail.MAX_BYTES));
      return image.bytes().length < image.totalSize() ? null : Thumbnail.dataUri(image.bytes());
    } catch (StorageException | InvalidRequestException | IOException | UnfitImageException e) {
      return null; // the page shows no thumbnail
    }
  }

  private void add(String format, Object... values) {
    html.append(String.format(Locale.ROOT, format, values));
  }
}
