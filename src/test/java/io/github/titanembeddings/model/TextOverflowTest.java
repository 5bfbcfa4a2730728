package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.validation.Violation;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextOverflowTest {
  private final TokenEstimator estimator = TokenEstimator.byCharacters();

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
    assertThat(estimator.lowerBound(text)).isEqualTo(lowerBound);
    assertThat(estimator.estimate(text)).isEqualTo(estimate);
  }

  /** The tokenizer cl100k counts 8 tokens for such a URL and 2 for such a word. */
  @ParameterizedTest
  @CsvSource({"https://shop.example.com/products/item-, 29, 232", "incomprehensibilities, 52, 104"})
  void lowerBoundOfLongWordsIsBelowRealCounts(String word, int words, int realTokens) {
    String text = (word + " ").repeat(words);

    assertThat(estimator.lowerBound(text)).isEqualTo(words).isLessThan(realTokens);
    assertThat(estimator.estimate(text)).isGreaterThanOrEqualTo(realTokens);
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
      assertThat(estimator.estimate(words))
          .isGreaterThanOrEqualTo(estimator.lowerBound(words))
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
      String kept = prepared(given, TextOverflow.TRUNCATE).text().orElseThrow();

      assertThat(estimator.lowerBound(kept)).isLessThanOrEqualTo(256);
      boolean cut = kept.length() < given.length();
      assertThat(estimator.estimate(kept)).isLessThan(cut ? 257 : 512);
    }
  }

  @Test
  void truncateSendsPlausibleTextsAndCutsLongOnes() {
    assertThat(prepared("a".repeat(2_401), TextOverflow.TRUNCATE).truncation()).isEmpty();
    assertThat(prepared("a".repeat(2_402), TextOverflow.TRUNCATE).text().orElseThrow())
        .hasSize(1_201);
  }

  @Test
  void countsCodePointsNotChars() {
    assertThat(estimator.estimate("\uD83D\uDE00".repeat(47))).isEqualTo(10);
    assertThat(estimator.lowerBound("\uD83D\uDE00".repeat(128))).isEqualTo(1);
    assertThat(estimator.lowerBound("\uD83D\uDE00".repeat(129))).isEqualTo(2);
    assertThat(estimator.lowerBound("a ".repeat(3) + "a".repeat(257))).isEqualTo(6);
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
    assertThat(prepared("word ".repeat(9_999), TextOverflow.SEND).text().orElseThrow())
        .hasSize(49_995);
  }

  @Test
  void truncateKeepsPlausibleTexts() {
    PreparedRequest prepared = prepared("word word ".repeat(128), TextOverflow.TRUNCATE);

    assertThat(prepared.text().orElseThrow()).hasSize(1280);
    assertThat(prepared.truncation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"word ", "supercalifragilistic ", "a ", "日本語のテキスト", "🇩🇪", "e\u0301\u0323 "})
  void truncateCutsToTheEstimatedCount(String piece) {
    String text = piece.repeat(3_000);
    PreparedRequest prepared = prepared(text, TextOverflow.TRUNCATE);
    String kept = prepared.text().orElseThrow();

    assertThat(text).startsWith(kept);
    assertThat(estimator.estimate(kept)).isBetween(64L, 256L);
    assertThat(estimator.lowerBound(kept)).isLessThanOrEqualTo(256);
    assertThat(Math.max(estimator.estimate(kept), estimator.lowerBound(kept))).isGreaterThan(235);
    assertThat(prepared.truncation()).hasValue(new TextTruncation(text.length(), kept.length(), 1));
  }

  @Test
  void usesACustomEstimator() {
    TokenEstimator wary =
        new TokenEstimator() {
          @Override
          public long lowerBound(String text) {
            return text.length();
          }

          @Override
          public long estimate(String text) {
            return text.length() * 2L;
          }
        };
    EmbeddingRequest.Builder request = EmbeddingRequest.builder().tokenEstimator(wary);

    assertThat(request.text("a".repeat(256)).build().text()).isPresent();
    Assertions.assertThrows(
        InvalidRequestException.class, () -> request.text("a".repeat(257)).build());
    PreparedRequest cut =
        PreparedRequest.of(
                request.text("ab ".repeat(100)).textOverflow(TextOverflow.TRUNCATE).build(),
                Runnable::run)
            .join();
    assertThat(cut.text().orElseThrow()).hasSize(128).endsWith(" ab");
  }

  @Test
  void boundsAnEstimatorThatAlwaysExceedsTheLimit() {
    AtomicInteger asked = new AtomicInteger();
    TokenEstimator never =
        new TokenEstimator() {
          @Override
          public long lowerBound(String text) {
            asked.incrementAndGet();
            return 257;
          }

          @Override
          public long estimate(String text) {
            return 257;
          }
        };
    EmbeddingRequest request =
        EmbeddingRequest.builder()
            .text("word ".repeat(200_000))
            .textOverflow(TextOverflow.TRUNCATE)
            .tokenEstimator(never)
            .build();

    InvalidRequestException refusal =
        Assertions.assertThrows(
            InvalidRequestException.class, () -> PreparedRequest.of(request, Runnable::run));
    assertThat(asked.get()).isLessThan(500);
    assertThat(refusal).hasMessageContaining("no beginning of it is short enough");
  }

  private static EmbeddingRequest request(String text, TextOverflow overflow) {
    return EmbeddingRequest.builder().text(text).textOverflow(overflow).build();
  }

  private static PreparedRequest prepared(String text, TextOverflow overflow) {
    return PreparedRequest.of(request(text, overflow), Runnable::run).join();
  }

  private static Violation refused(String text, TextOverflow overflow) {
    return Assertions.assertThrows(InvalidRequestException.class, () -> request(text, overflow))
        .violations()
        .get(0);
  }
}
