package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Collections;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The result of evaluating one model; {@link RetrievalComparison} compares two. Immutable.
 *
 * <p>A query that could not be embedded, or whose correct answers could not, counts as one that
 * found no correct answer. In an evaluation of texts, "image" stands for a text and "caption" for a
 * query.
 *
 * <pre>{@code
 * RetrievalReport base = evaluation.run("base", titan);
 * double recall = base.textToImage().get(Metric.RECALL_AT_1).value();
 * }</pre>
 *
 * @param name the name given to the model for this evaluation
 * @param dimensions the number of dimensions of the model's vectors
 * @param textToImage the results of searching images by caption
 * @param imageToText the results of searching captions by image
 * @param failedImages the exceptions of the images that could not be embedded, by their keys
 * @param failedCaptions the exceptions of the captions that could not be embedded
 * @param ofTexts whether {@link TextPair}s were evaluated, not images
 */
public record RetrievalReport(
    String name,
    int dimensions,
    RetrievalScores textToImage,
    RetrievalScores imageToText,
    Map<String, Throwable> failedImages,
    Map<String, Throwable> failedCaptions,
    boolean ofTexts) {
  private static final int WORST = 5;
  private static final int FAILURES = 20;

  /** Creates a report; the maps keep their order. */
  public RetrievalReport {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(textToImage, "textToImage");
    Objects.requireNonNull(imageToText, "imageToText");
    failedImages = Collections.unmodifiableMap(new LinkedHashMap<>(failedImages));
    failedCaptions = Collections.unmodifiableMap(new LinkedHashMap<>(failedCaptions));
  }

  /** Returns the scores, the worst queries and the failures as readable text. */
  public String toText() {
    Formatter text = new Formatter(Locale.ROOT);
    text.format("%-13s  %s, %,d dimensions\n", "", name, dimensions);
    textToImage.appendTitle(text, title());
    textToImage.scores().forEach((metric, score) -> append(text, metric, score));
    imageToText.appendTitle(text, reverseTitle());
    imageToText.scores().forEach((metric, score) -> append(text, metric, score));
    appendWorst(text);
    appendFailures(text);
    return text.toString();
  }

  String title() {
    return caption() + " to " + item();
  }

  String reverseTitle() {
    return item() + " to " + caption();
  }

  private String caption() {
    return ofTexts ? "query" : "text";
  }

  private String item() {
    return ofTexts ? "text" : "image";
  }

  private static void append(Formatter text, Metric metric, Score score) {
    text.format("%-13s  %s\n", metric.label(), score);
  }

  void appendWorst(Formatter text) {
    text.format("worst queries of %s\n", name);
    textToImage.worst(WORST).forEach(query -> text.format("  %-5s  %s\n", caption(), query));
    imageToText.worst(WORST).forEach(query -> text.format("  %-5s  %s\n", item(), query));
  }

  void appendFailures(Formatter text) {
    text.format("%,d items of %s failed\n", failedImages.size() + failedCaptions.size(), name);
    appendFailures(text, item(), failedImages);
    appendFailures(text, ofTexts ? "query" : "caption", failedCaptions);
  }

  private static void appendFailures(Formatter text, String kind, Map<String, Throwable> failures) {
    failures.entrySet().stream()
        .limit(FAILURES)
        .forEach(
            failed ->
                text.format(
                    "  %s %s: %s\n",
                    kind,
                    Abbreviate.beginning(failed.getKey(), 40),
                    Abbreviate.beginning(String.valueOf(failed.getValue().getMessage()), 150)));
  }

  @Override
  public String toString() {
    return "RetrievalReport["
        + name
        + ", recall@1 "
        + textToImage.get(Metric.RECALL_AT_1).value()
        + " by "
        + caption()
        + ", "
        + imageToText.get(Metric.RECALL_AT_1).value()
        + " by "
        + item()
        + ", "
        + (failedImages.size() + failedCaptions.size())
        + " failures]";
  }
}
