package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.internal.text.TokenEstimator;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the segments of one text. Not thread-safe. */
public final class Segmenter {
  private static final Pattern BLANK_LINES = Pattern.compile("\\R\\h*\\R\\s*");

  /** More than a word or a grapheme has. */
  private static final int LOOKAHEAD = 200;

  private final String text;
  private final int maxTokens;
  private final int overlapTokens;
  private final List<Range> pieces = new ArrayList<>();
  private final List<Integer> sentences = new ArrayList<>();
  private final List<Range> segments = new ArrayList<>();

  /** A part of the text without white space around it. */
  public record Range(int start, int end) {}

  /** Creates a segmenter; the overlap is less than the maximum. */
  public Segmenter(String text, int maxTokens, int overlapTokens) {
    this.text = text;
    this.maxTokens = maxTokens;
    this.overlapTokens = overlapTokens;
  }

  /** Returns the segments in their order. */
  public List<Range> ranges() {
    Matcher blankLines = BLANK_LINES.matcher(text);
    int start = 0;
    while (blankLines.find()) {
      addParagraph(stripped(start, blankLines.start()));
      start = blankLines.end();
    }
    addParagraph(stripped(start, text.length()));
    join();
    return segments;
  }

  private void addParagraph(Range paragraph) {
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    breaks.setText(text.substring(paragraph.start, paragraph.end));
    boolean fits = tokens(paragraph.start, paragraph.end) <= maxTokens;
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      Range sentence = stripped(paragraph.start + start, paragraph.start + end);
      if (sentence.start < sentence.end) {
        sentences.add(sentence.start);
        if (!fits) {
          addSentence(sentence);
        }
      }
      start = end;
    }
    if (fits && paragraph.start < paragraph.end) {
      pieces.add(paragraph);
    }
  }

  /** Adds a sentence, or its words if it is longer than a segment. */
  private void addSentence(Range sentence) {
    Range rest = sentence;
    while (rest.start < rest.end) {
      int end = rest.start + beginning(rest).length();
      pieces.add(stripped(rest.start, end));
      rest = stripped(end, rest.end);
    }
  }

  /** Returns the longest prefix that fits; never empty. */
  private String beginning(Range range) {
    long codePoints = TokenEstimator.codePoints(maxTokens);
    int window = (int) Math.min(range.end, range.start + 2 * codePoints + LOOKAHEAD);
    String rest = text.substring(range.start, window);
    String piece = rest;
    while (TokenEstimator.estimate(piece) > maxTokens) {
      piece = TruncatedText.beginning(rest, codePoints);
      if (piece.isEmpty()) { // one grapheme is longer
        int most = (int) Math.max(1, Math.min(codePoints, rest.codePointCount(0, rest.length())));
        return rest.substring(0, rest.offsetByCodePoints(0, most));
      }
      codePoints = codePoints * 9 / 10;
    }
    return piece;
  }

  /** Joins pieces into segments, each as long as the limit allows. */
  private void join() {
    int start = -1;
    int end = -1;
    for (Range piece : pieces) {
      if (start < 0) {
        start = piece.start;
      } else if (tokens(start, piece.end) > maxTokens) {
        segments.add(new Range(start, end));
        start = overlap(start, end, piece);
      }
      end = piece.end;
    }
    if (start >= 0) {
      segments.add(new Range(start, end));
    }
  }

  /** Returns the start of a segment that ends with a piece and repeats the end of another one. */
  private int overlap(int start, int end, Range piece) {
    int from = firstThatFits(start + 1, end, piece);
    int index = Collections.binarySearch(sentences, from);
    int sentence = index < 0 ? -index - 1 : index;
    if (sentence < sentences.size() && sentences.get(sentence) < end) {
      return sentences.get(sentence);
    }
    for (int i = from; i < end; i++) {
      if (Character.isWhitespace(text.charAt(i - 1)) && !Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return piece.start;
  }

  /** Returns the lowest index from which the overlap and the segment fit; the end if none does. */
  private int firstThatFits(int from, int end, Range piece) {
    int low = from;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (fits(middle, end, piece)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private boolean fits(int from, int end, Range piece) {
    return tokens(from, end) <= overlapTokens && tokens(from, piece.end) <= maxTokens;
  }

  private long tokens(int start, int end) {
    return TokenEstimator.estimate(text.substring(start, end));
  }

  private Range stripped(int start, int end) {
    int first = start;
    int last = end;
    while (first < last && Character.isWhitespace(text.charAt(first))) {
      first++;
    }
    while (first < last && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    return new Range(first, last);
  }
}
