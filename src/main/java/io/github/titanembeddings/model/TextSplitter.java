package io.github.titanembeddings.model;

import io.github.titanembeddings.model.internal.input.Segmenter;
import java.util.List;
import java.util.Objects;

/**
 * Splits a document into segments to embed separately, as AWS recommends for long documents: whole
 * paragraphs where they fit, otherwise sentences, otherwise words. Never cuts a surrogate pair;
 * cuts a word only if it is longer than a segment. Immutable.
 *
 * <pre>{@code
 * TextSplitter splitter = new TextSplitter(300, 30);
 * for (TextSegment segment : splitter.split("manual.txt", text)) {
 *   items.add(BulkItem.of(segment.key(), TextEmbeddingRequest.of(segment.text())));
 * }
 * }</pre>
 *
 * <p>Tokens are estimated as {@link TextOverflow#STRICT} does. Paragraphs are separated by a blank
 * line; sentences are those of {@link java.text.BreakIterator} in English.
 *
 * @param maxTokens the maximum number of tokens of a segment
 * @param overlapTokens the maximum number of tokens at the beginning of a segment that repeat the
 *     end of the one before: whole sentences, or the last words of a longer sentence
 */
public record TextSplitter(int maxTokens, int overlapTokens) {
  /**
   * Creates a splitter.
   *
   * @throws IllegalArgumentException if {@code maxTokens} is less than 1, or {@code overlapTokens}
   *     is negative or not less than {@code maxTokens}
   */
  public TextSplitter {
    if (maxTokens < 1 || overlapTokens < 0 || overlapTokens >= maxTokens) {
      throw new IllegalArgumentException(
          "maxTokens must be at least 1 and overlapTokens from 0 to maxTokens - 1, were "
              + maxTokens
              + " and "
              + overlapTokens);
    }
  }

  /**
   * Returns the segments of a text in order; none if the text is only white space.
   *
   * @param source the name of the document, for {@link TextSegment#key()}
   */
  public List<TextSegment> split(String source, String text) {
    Objects.requireNonNull(source, "source");
    return new Segmenter(text, maxTokens, overlapTokens)
        .ranges().stream()
            .map(range -> new TextSegment(source, range.start(), range.end(), text))
            .toList();
  }
}
