package io.github.titanembeddings.model.internal.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.text.UnicodeText;
import java.text.Normalizer;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TruncatedTextTest {
  private static final String[] PIECES = {
    "a",
    "Word",
    " ",
    "\n",
    "\u00A0",
    "é",
    "e\u0301",
    "日本",
    "👩‍👩‍👧‍👦",
    "🇩🇪🇫🇷",
    "👍🏽",
    "ก็",
    "नि",
    "각",
    "각",
    "\r\n",
    "\u200D",
    "\u0308"
  };
  private static final Pattern BOUNDARY = Pattern.compile("\\b{g}");

  @ParameterizedTest
  @CsvSource({
    "'red running shoe', 16, 'red running shoe'",
    "'red running shoe', 15, 'red running'",
    "'red running shoe', 12, 'red running'",
    "'red running shoe', 11, 'red running'",
    "'red running shoe', 10, red",
    "'red running shoe', 3, red",
    "'red running shoe', 2, re",
    "'red running shoe', 0, ''",
    "'  red', 4, '  re'",
    "'red   shoe', 6, 'red'",
    "日本語のテキスト, 3, 日本語"
  })
  void cutsAtWordBoundaries(String text, long maxCodePoints, String kept) {
    assertThat(TruncatedText.beginning(text, maxCodePoints)).isEqualTo(kept);
  }

  @Test
  void cutsWithinAnOverlongWord() {
    String address = "https://example.com/" + "ab".repeat(100);
    String japanese = "テキスト".repeat(100);

    assertThat(TruncatedText.beginning("See " + address, 100))
        .isEqualTo("See " + address.substring(0, 96));
    assertThat(TruncatedText.beginning("A " + japanese, 100))
        .isEqualTo("A " + japanese.substring(0, 98));
    assertThat(TruncatedText.beginning("See " + address, 43)).isEqualTo("See");
    assertThat(TruncatedText.beginning("See " + address, 44))
        .isEqualTo("See " + address.substring(0, 40));
    assertThat(TruncatedText.beginning("a" + " ".repeat(100) + "b", 90)).isEqualTo("a");
  }

  @Test
  void keepsGraphemesWhole() {
    String family = "👩‍👩‍👧‍👦";

    assertThat(TruncatedText.beginning(family + family, 13)).isEqualTo(family);
    assertThat(TruncatedText.beginning(family, 6)).isEmpty();
    assertThat(TruncatedText.beginning("ae\u0301", 2)).isEqualTo("a");
  }

  static LongStream seeds() {
    return LongStream.range(0, 500);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void keepsAFittingPrefixOfWholeGraphemes(long seed) {
    Random random = new Random(seed);
    StringBuilder builder = new StringBuilder();
    for (int i = random.nextInt(60); i >= 0; i--) {
      builder.append(PIECES[random.nextInt(PIECES.length)]);
    }
    String text = builder.toString();
    long max = random.nextInt(80);
    String kept = TruncatedText.beginning(text, max);

    assertThat(text).startsWith(kept);
    assertThat(kept.codePointCount(0, kept.length())).isLessThanOrEqualTo((int) max);
    if (!kept.isEmpty() && kept.length() < text.length()) {
      assertThat(
              BOUNDARY
                  .matcher(text)
                  .region(kept.length(), text.length())
                  .useTransparentBounds(true)
                  .lookingAt())
          .as(
              "boundary at %d of %s",
              kept.length(), Normalizer.normalize(text, Normalizer.Form.NFC))
          .isTrue();
      assertThat(Character.isWhitespace(kept.codePointBefore(kept.length()))).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"abc, -1", "'', -1"})
  void wellFormedTextHasNoLoneSurrogate(String text, int index) {
    assertThat(UnicodeText.firstLoneSurrogate(text)).isEqualTo(index);
  }

  @Test
  void findsLoneSurrogates() {
    assertThat(UnicodeText.firstLoneSurrogate("\uD83D\uDE00")).isEqualTo(-1);
    assertThat(UnicodeText.firstLoneSurrogate("\uD83D")).isZero();
    assertThat(UnicodeText.firstLoneSurrogate("\uDE00\uD83D")).isZero();
    assertThat(UnicodeText.firstLoneSurrogate("\uD83D\uDE00\uD83Dx")).isEqualTo(2);
    assertThat(UnicodeText.firstLoneSurrogate("a\uD83D\uD83D\uDE00")).isEqualTo(1);
  }
}
