package io.github.titanembeddings.model;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A segment of a document, with its character range. The {@linkplain #key() key} carries the range
 * through bulk runs, batch jobs and journals, so that a search result can cite its source.
 * Immutable.
 *
 * <pre>{@code
 * TextSegment cited = TextSegment.fromKey(outcome.key(), name -> text);
 * System.out.println(cited.source() + " at " + cited.start() + ": " + cited.text());
 * }</pre>
 */
public final class TextSegment {
  private final String source;
  private final int start;
  private final int end;
  private final String text;

  TextSegment(String source, int start, int end, String document) {
    this.source = source;
    this.start = start;
    this.end = end;
    this.text = document.substring(start, end);
  }

  /**
   * Restores the segment that a {@link #key()} identifies.
   *
   * @param documents returns the text of the document with a given name
   * @throws IllegalArgumentException if this is not the key of a segment of that document
   */
  public static TextSegment fromKey(String key, Function<String, @Nullable String> documents) {
    int dash = key.lastIndexOf('-');
    int hash = dash < 0 ? -1 : key.lastIndexOf('#', dash);
    try {
      String source = key.substring(0, hash);
      String document = Objects.requireNonNull(documents.apply(source), "there is no " + source);
      int start = Integer.parseInt(key.substring(hash + 1, dash));
      return new TextSegment(source, start, Integer.parseInt(key.substring(dash + 1)), document);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not the key of a segment: " + Abbreviate.key(key), e);
    }
  }

  /** Returns the name of the document and the range, without any text: {@code manual.txt#0-90}. */
  public String key() {
    return source + "#" + start + "-" + end;
  }

  /** Returns the name of the document. */
  public String source() {
    return source;
  }

  /** Returns the index of the first {@code char} in the document. */
  public int start() {
    return start;
  }

  /** Returns the index after the last {@code char} in the document. */
  public int end() {
    return end;
  }

  /** Returns the text, without white space around it. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TextSegment that
        && start == that.start
        && end == that.end
        && source.equals(that.source)
        && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, start, end, text);
  }

  @Override
  public String toString() {
    return "TextSegment[" + key() + "]";
  }
}
