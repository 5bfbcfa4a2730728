package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.text.TokenEstimator;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.model.internal.input.TruncatedText;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.validation.Violation;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextOverflowTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0, 0",
    "a, 1, 1",
    "'a b', 2, 2",
    "'  a\t\nb  ', 2, 2",
    "aaaaaaaaaaaaaaaaaaaa, 1, 5",
    "aaaaaaaaaaaaaaaaaaaaa, 1, 5",
    "aaaaaaaaaaaaaaaaaaaaaaa, 1, 5",
    "aaaaaaaaaaaaaaaaaaaaaaaa, 1, 6"
  })
  void countsTokens(String text, long lowerBound, long estimate) {
    assertThat(TokenEstimator.lowerBound(text)).isEqualTo(lowerBound);
    assertThat(TokenEstimator.estimate(text)).isEqualTo(estimate);
  }

  /** The tokenizer cl100k counts 8 tokens for such a URL and 2 for such a word. */
  @ParameterizedTest
  @CsvSource({"https://shop.example.com/products/item-, 29, 232", "incomprehensibilities, 52, 104"})
  void lowerBoundOfLongWordsIsBelowRealCounts(String word, int words, int realTokens) {
    String text = (word + " ").repeat(words);

    assertThat(TokenEstimator.lowerBound(text)).isEqualTo(words).isLessThan(realTokens);
    assertThat(TokenEstimator.estimate(text)).isGreaterThanOrEqualTo(realTokens);
    assertThat(request(text, TextOverflow.REJECT).text()).isPresent();
  }

  @Test
  void estimateIsNeverBelowTheLowerBound() {
    Random random = new Random(8);
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        text.append(random.nextInt(3) == 0 ? ' ' : 'a');
      }
      String words = text.toString();
      assertThat(TokenEstimator.estimate(words))
          .isGreaterThanOrEqualTo(TokenEstimator.lowerBound(words))
          .isGreaterThanOrEqualTo((long) Math.ceil(words.length() / 4.7));
    }
  }

  @Test
  void truncateLeavesNoMoreThanTheLowerBoundAllows() {
    Random random = new Random(9);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int words = random.nextInt(600); words > 0; words--) {
        text.append("w".repeat(random.nextInt(random.nextInt(20) == 0 ? 400 : 12))).append(' ');
      }
      String given = text + ".";
      String kept = prepared(given, TextOverflow.TRUNCATE).text();

      assertThat(TokenEstimator.lowerBound(kept)).isLessThanOrEqualTo(256);
      boolean cut = kept.length() < given.length();
      assertThat(TokenEstimator.estimate(kept)).isLessThan(cut ? 257 : 512);
    }
  }

  @Test
  void truncateSendsPlausibleTextsAndCutsLongOnes() {
    assertThat(prepared("a".repeat(2_401), TextOverflow.TRUNCATE).truncation()).isEmpty();
    assertThat(prepared("a".repeat(2_402), TextOverflow.TRUNCATE).text()).hasSize(1_201);
  }

  @Test
  void countsCodePointsNotChars() {
    assertThat(TokenEstimator.estimate("\uD83D\uDE00".repeat(47))).isEqualTo(10);
    assertThat(TokenEstimator.lowerBound("\uD83D\uDE00".repeat(128))).isEqualTo(1);
    assertThat(TokenEstimator.lowerBound("\uD83D\uDE00".repeat(129))).isEqualTo(2);
    assertThat(TokenEstimator.lowerBound("a ".repeat(3) + "a".repeat(257))).isEqualTo(6);
  }

  @Test
  void rejectRejectsOnlyCertainViolations() {
    assertThat(request("word ".repeat(256), TextOverflow.REJECT).text()).isPresent();
    assertThat(refused("word ".repeat(257), TextOverflow.REJECT))
        .extracting(Violation::path, Violation::code, Violation::actual, Violation::limit)
        .containsExactly(
            "inputText",
            "text.too-many-tokens",
            "at least 257 tokens in 1,285 characters",
            "at most 256 tokens");
  }

  @Test
  void strictUsesTheEstimatedCount() {
    assertThat(request("a".repeat(1203), TextOverflow.STRICT).text()).isPresent();
    assertThat(refused("a".repeat(1204), TextOverflow.STRICT).actual())
        .isEqualTo("probably 257 tokens in 1,204 characters");
    assertThat(request("word word ".repeat(125), TextOverflow.REJECT).text()).isPresent();
    assertThat(refused("word word ".repeat(125), TextOverflow.STRICT).code())
        .isEqualTo("text.too-many-tokens");
  }

  @Test
  void sendAcceptsAnyText() {
    assertThat(prepared("word ".repeat(9_999), TextOverflow.SEND).text()).hasSize(49_995);
  }

  @Test
  void truncateKeepsPlausibleTexts() {
    TruncatedText prepared = prepared("word word ".repeat(128), TextOverflow.TRUNCATE);

    assertThat(prepared.text()).hasSize(1280);
    assertThat(prepared.truncation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"word ", "supercalifragilistic ", "a ", "日本語のテキスト", "🇩🇪", "e\u0301\u0323 "})
  void truncateCutsToTheEstimatedCount(String piece) {
    String text = piece.repeat(3_000);
    TruncatedText prepared = prepared(text, TextOverflow.TRUNCATE);
    String kept = prepared.text();

    assertThat(text).startsWith(kept);
    assertThat(TokenEstimator.estimate(kept)).isBetween(64L, 256L);
    assertThat(TokenEstimator.lowerBound(kept)).isLessThanOrEqualTo(256);
    assertThat(Math.max(TokenEstimator.estimate(kept), TokenEstimator.lowerBound(kept)))
        .isGreaterThan(235);
    assertThat(prepared.truncation()).hasValue(new TextTruncation(text.length(), kept.length(), 1));
  }

  private static EmbeddingRequest request(String text, TextOverflow overflow) {
    return EmbeddingRequest.builder().text(text).textOverflow(overflow).build();
  }

  private static TruncatedText prepared(String text, TextOverflow overflow) {
    return Objects.requireNonNull(
        PreparedRequest.of(request(text, overflow), Runnable::run).join().text());
  }

  private static Violation refused(String text, TextOverflow overflow) {
    return Failures.violations(() -> request(text, overflow)).get(0);
  }
}
