package io.github.titanembeddings.finetune.dataset.internal.content;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Detects captions that are clearly not English: those in another script, or with common words of
 * another language and few or no English words. English captions may contain foreign names of
 * works, places and dishes. Words that are frequent in such names therefore score low, and so do
 * capitalized words, except at the start of a sentence.
 */
final class EnglishText {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+");

  /** The score at which a caption is not English; each English word raises it. */
  private static final int PROOF = 3;

  private static final int POINTS_PER_ENGLISH_WORD = 2;
  private static final int MAX_SHOWN = 8;

  private final Set<String> words;
  private final boolean capitals;
  private final String start;

  private EnglishText(List<String> all) {
    words = new LinkedHashSet<>(all);
    capitals = !words.stream().allMatch(EnglishText::isLower);
    boolean sentence =
        all.size() > 2 && isLower(all.get(1)) && !CommonWords.WEAK.contains(all.get(1));
    start = sentence && !isLower(all.get(0)) ? all.get(0) : "";
  }

  /** Returns the evidence that a caption is not English, or an empty text. */
  static String foreignPart(String caption) {
    String text = Normalizer.normalize(caption, Normalizer.Form.NFKC); // plain letters, composed
    int letters = 0;
    int latin = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (Character.isLetter(point)) {
        letters++;
        latin += Character.UnicodeScript.of(point) == Character.UnicodeScript.LATIN ? 1 : 0;
      }
    }
    if (2 * latin < letters) {
      return "not in Latin script";
    }
    List<String> words = WORD.matcher(text).results().map(MatchResult::group).toList();
    return new EnglishText(words).foreignWords();
  }

  private String foreignWords() {
    if (words.stream().anyMatch(word -> CommonWords.ENGLISH_FUNCTION_WORDS.contains(lower(word)))) {
      return "";
    }
    long english = words.stream().filter(word -> CommonWords.ENGLISH.contains(lower(word))).count();
    long proof = PROOF + POINTS_PER_ENGLISH_WORD * english;
    for (Set<String> language : CommonWords.FOREIGN) {
      List<String> found = words.stream().filter(word -> language.contains(lower(word))).toList();
      List<String> accented =
          words.stream().filter(word -> isAccented(word) && !found.contains(word)).toList();
      long points = accentPoints(accented) + found.stream().mapToInt(this::points).sum();
      if (points >= proof) {
        return Stream.concat(found.stream(), accented.stream())
            .limit(MAX_SHOWN)
            .collect(Collectors.joining(", ", "words of another language: ", ""));
      }
    }
    return "";
  }

  private int points(String word) {
    boolean weak = CommonWords.WEAK.contains(lower(word));
    if (word.equals(start)) {
      return 2;
    } else if (!isLower(word)) {
      return weak ? 0 : 1; // probably part of a name
    } else if (weak) {
      return 1;
    }
    return capitals ? PROOF : 2; // in lower-case text, it may be part of a name
  }

  /** Scores accented words: western European accents count once, as loanwords have them too. */
  private static long accentPoints(List<String> accented) {
    long far = accented.stream().filter(EnglishText::isNotWestern).count();
    return 2 * far + (far < accented.size() ? 1 : 0);
  }

  private static boolean isNotWestern(String word) {
    return word.codePoints().anyMatch(point -> point > 0xFF);
  }

  private static boolean isAccented(String word) {
    return isLower(word) && !word.equals(CommonWords.withoutAccents(word));
  }

  private static boolean isLower(String word) {
    return word.equals(lower(word));
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
