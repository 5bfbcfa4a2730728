package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.content.SampleFile.Label;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds captions of the same image that share no word. */
final class ContradictoryCaptions {
  /** The longest caption of a repeated image that is compared: longer ones take much memory. */
  static final int MAX_REPEATED = 200;

  private static final int MAX_SHOWN = 80;
  private static final int MIN_LENGTH = 3;
  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
  private static final Set<String> FUNCTION_WORDS =
      Set.of("the", "and", "with", "for", "from", "this", "that", "its", "are", "has");

  private final SampleFile samples;
  private final int[] lines;
  private final Found found;
  private final BitSet reported = new BitSet();

  interface Found {
    void accept(int line, int otherLine, String imageRef, String otherRef, String both);
  }

  ContradictoryCaptions(SampleFile samples, int[] lines, Found found) {
    this.samples = samples;
    this.lines = lines;
    this.found = found;
  }

  static String both(String caption, String other) {
    return caption.equals(other)
        ? ", both with the caption " + quoted(caption)
        : "; captions " + quoted(caption) + " and " + quoted(other);
  }

  private static String quoted(String caption) {
    return "\"" + Abbreviate.beginning(caption, MAX_SHOWN) + "\"";
  }

  /** Compares a line's caption with that of an image; both lines are reported, once each. */
  void compare(int image, int line, String imageRef, String caption) {
    Label first = samples.label(image);
    Set<String> words = words(caption);
    Set<String> others = words(first.caption());
    if (words.isEmpty() || others.isEmpty() || !Collections.disjoint(words, others)) {
      return;
    }
    int firstLine = lines[image];
    found.accept(line, firstLine, imageRef, first.imageRef(), both(caption, first.caption()));
    if (!reported.get(image)) {
      reported.set(image);
      found.accept(firstLine, line, first.imageRef(), imageRef, both(first.caption(), caption));
    }
  }

  private static Set<String> words(String caption) {
    return Arrays.stream(NO_LETTERS.split(caption.toLowerCase(Locale.ROOT)))
        .filter(word -> word.length() >= MIN_LENGTH && !FUNCTION_WORDS.contains(word))
        .map(word -> word.endsWith("s") ? word.substring(0, word.length() - 1) : word)
        .collect(Collectors.toSet());
  }
}
