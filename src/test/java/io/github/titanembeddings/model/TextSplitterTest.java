package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.titanembeddings.internal.text.TokenEstimator;
import io.github.titanembeddings.internal.text.UnicodeText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextSplitterTest {
  private static List<String> split(int max, int overlap, String text) {
    return new TextSplitter(max, overlap)
        .split("doc", text).stream().map(TextSegment::text).toList();
  }

  @Test
  void keepsParagraphsWholeAndJoinsShortOnes() {
    String text = "Title\n\nOne paragraph. It is short.\r\n \r\nAnother one.\n\n\n\nThe last.";

    assertThat(split(100, 0, text)).containsExactly(text);
    assertThat(split(7, 0, text))
        .containsExactly("Title", "One paragraph. It is short.", "Another one.\n\n\n\nThe last.");
  }

  @Test
  void splitsALongParagraphIntoSentences() {
    assertThat(split(7, 0, "Boil the water. Add the tea!\nWait for 3.5 minutes? Then serve it."))
        .containsExactly("Boil the water. Add the tea!", "Wait for 3.5 minutes?", "Then serve it.");
  }

  @Test
  void splitsALongSentenceIntoWordsAndALongWordIntoPieces() {
    assertThat(split(3, 0, "one two three four five six"))
        .containsExactly("one two three", "four five six");
    assertThat(split(1, 0, "abcdefghij")).containsExactly("abcd", "efgh", "ij");
    assertThat(split(1, 0, "\uD83D\uDE00".repeat(5)))
        .containsExactly("\uD83D\uDE00".repeat(4), "\uD83D\uDE00");
    assertThat(split(1, 0, "e" + "\u0301".repeat(6))).hasSize(2).allMatch(s -> s.length() <= 4);
  }

  @Test
  void repeatsWholeSentencesOrTheLastWords() {
    assertThat(split(8, 4, "Boil the water. Add the tea. Wait a while. Then serve it."))
        .containsExactly(
            "Boil the water. Add the tea.",
            "Add the tea. Wait a while.",
            "Wait a while. Then serve it.");
    assertThat(split(8, 2, "One two three four. Five six seven eight."))
        .containsExactly("One two three four.", "four. Five six seven eight.");
    assertThat(split(5, 4, "One two. Three four. Five six."))
        .containsExactly("One two. Three four.", "Three four. Five six.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\n\n", "\u2028 \t\r\n"})
  void hasNoSegmentWithoutText(String text) {
    assertThat(split(10, 2, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "1, 1", "10, -1", "10, 10", "10, 2147483647"})
  void rejectsAnOverlapOfAWholeSegment(int max, int overlap) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextSplitter(max, overlap))
        .withMessageContaining("from 0 to maxTokens - 1, were " + max + " and " + overlap);
  }

  /** Any text: all of it is in a segment, each is short enough, and no pair is cut. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void segmentsCoverTheText(long seed) {
    Random random = new Random(seed);
    String[] parts = {
      "word",
      " ",
      " ",
      "\n\n",
      "\r\n\r\n",
      ". ",
      "! ",
      "? ",
      "\uD83D\uDE00",
      "e\u0301",
      "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
      "日本語。",
      "supercalifragilistic",
      "\t",
      "3.5",
      "Dr. ",
      "\u00A0",
      "x".repeat(90)
    };
    for (int run = 0; run < 40; run++) {
      StringBuilder built = new StringBuilder();
      for (int i = random.nextInt(120); i >= 0; i--) {
        built.append(parts[random.nextInt(parts.length)]);
      }
      String text = built.toString();
      int max = 1 + random.nextInt(30);
      int overlap = random.nextInt(max);
      check(text, max, overlap);
    }
  }

  private static void check(String text, int max, int overlap) {
    int covered = 0;
    int lastStart = -1;
    for (TextSegment segment : new TextSplitter(max, overlap).split("doc", text)) {
      assertThat(segment.text()).isEqualTo(text.substring(segment.start(), segment.end()));
      assertThat(segment.text()).isEqualTo(segment.text().strip()).isNotEmpty();
      assertThat(TokenEstimator.estimate(segment.text())).isLessThanOrEqualTo(max);
      assertThat(UnicodeText.firstLoneSurrogate(segment.text())).isNegative();
      assertThat(segment.start()).isGreaterThan(lastStart);
      assertThat(segment.end()).isGreaterThan(covered);
      if (segment.start() > covered) {
        assertThat(text.substring(covered, segment.start())).isBlank();
      } else {
        assertThat(TokenEstimator.estimate(text.substring(segment.start(), covered)))
            .isLessThanOrEqualTo(Math.max(overlap, segment.start() == covered ? 1 : 0));
      }
      covered = segment.end();
      lastStart = segment.start();
    }
    assertThat(text.substring(covered)).isBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "word ", "a.", "\n", "\uD83D\uDE00", "\u0301", "no end "})
  void takesLinearTime(String part) {
    String text = part.repeat(300_000 / part.length());

    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          check(text, 8_192, 1_000);
          check(text, 50, 10);
        });
  }

  @Test
  void aKeyLeadsBackToTheSegment() {
    Map<String, String> documents = Map.of("a-b#7.txt", "One two. Three four.");
    for (TextSegment segment : new TextSplitter(3, 0).split("a-b#7.txt", "One two. Three four.")) {
      assertThat(TextSegment.fromKey(segment.key(), documents::get)).isEqualTo(segment);
      assertThat(segment).hasToString("TextSegment[" + segment.key() + "]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a", "a#1", "a#1-", "a#-1-2", "a#2-1", "a#0-4", "b#0-1", "a#x-1", "#0-1", "a-0"
      })
  void rejectsAKeyOfNoSegment(String key) {
    Map<String, String> documents = Map.of("a", "abc");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextSegment.fromKey(key, documents::get))
        .withMessageContaining("not the key of a segment");
  }

  @Test
  void equalsAndHashCodeAreConsistent() {
    EqualsVerifier.forClass(TextSegment.class).withNonnullFields("source", "text").verify();
  }
}
