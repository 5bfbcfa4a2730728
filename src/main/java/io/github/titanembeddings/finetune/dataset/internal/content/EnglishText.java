package io.github.titanembeddings.finetune.dataset.internal.content;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes captions that are certainly not English: in another script, or with function words or
 * letters of another language and no English function word. A caption of nouns alone passes.
 */
final class EnglishText {
  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{M}]+");

  private static final Set<String> ENGLISH =
      words(
          "a an the of and or in on at by with without for from to is are as into over under its"
              + " their his her two three four up behind beside near that this no");

  /** Function words by language. */
  private static final List<Set<String>> OTHERS =
      List.of(
          words(
              "der das ein eine einer eines einem einen und mit auf aus im zum zur von vom für bei"
                  + " ist sind nicht über unter zwei drei dem den des auch oder ohne"),
          words(
              "le la les un une des du et avec dans sur sous pour est sont ou au aux deux trois"
                  + " à très sans chez qui"),
          words(
              "el la los las un una unos unas y con del por para en sobre es son dos tres al sin de"
                  + " que muy"),
          words(
              "il lo la i le gli un una uno di e con su sul sulla nel nella della del dei per è"
                  + " sono due tre senza dal alla"),
          words(
              "um uma uns umas o os as de e com do da dos das no na nos nas em para por é dois"
                  + " duas três sem sobre"),
          words(
              "een het de op met van en voor zijn niet uit bij onder twee drie te naar zonder"
                  + " aan"),
          words(
              "en ett et och og med på av af i till til för for från fra under två to den det de"),
          words("na z w i do pod nad przez dla ze się jest dwa trzy bez oraz"),
          words("dan di dengan yang untuk dari pada atas bawah ini itu sebuah seekor seorang"),
          words("bir ve ile için üzerinde bu iki üç altında olan"));

  /** Words that also occur in English captions or names; one of them alone proves nothing. */
  private static final Set<String> WEAK =
      words(
          "la le de di du des en el un i y e z o do da no na to for dan den as under aux au an van"
              + " per pod till sur av dal yang los las dos tres lo est nos os nas les pour sous due"
              + " w ve al alla son del uno sans");

  private EnglishText() {}

  private static Set<String> words(String words) {
    return Set.of(words.split(" "));
  }

  /** Returns what shows that a caption is not English, or an empty text. */
  static String foreignPart(String caption) {
    int letters = 0;
    int latin = 0;
    for (int i = 0; i < caption.length(); ) {
      int point = caption.codePointAt(i);
      i += Character.charCount(point);
      if (Character.isLetter(point)) {
        letters++;
        latin += Character.UnicodeScript.of(point) == Character.UnicodeScript.LATIN ? 1 : 0;
      }
    }
    if (2 * latin < letters) {
      return "not in Latin script";
    }
    return foreignWords(NO_LETTERS.split(caption.toLowerCase(Locale.ROOT)));
  }

  private static String foreignWords(String[] all) {
    Set<String> words = new HashSet<>(Arrays.asList(all));
    if (words.stream().anyMatch(word -> ENGLISH.contains(word) && !isForeign(word))) {
      return "";
    }
    long accented = words.stream().filter(EnglishText::isAccented).count();
    for (Set<String> language : OTHERS) {
      List<String> found = words.stream().filter(language::contains).sorted().toList();
      boolean strong = found.stream().anyMatch(word -> !WEAK.contains(word));
      if (found.size() >= 2 || strong || (accented > 0 && !found.isEmpty())) {
        return "words of another language: " + String.join(", ", found);
      }
    }
    return accented >= 2 && 2 * accented > words.size() ? "letters of another language" : "";
  }

  private static boolean isForeign(String word) {
    return OTHERS.stream().anyMatch(language -> language.contains(word));
  }

  private static boolean isAccented(String word) {
    return word.codePoints().anyMatch(point -> point > 0x7F);
  }
}
