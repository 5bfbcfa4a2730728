package io.github.titanembeddings.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnicodeTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \t\r\n",
        "\u00A0\u2007\u202F",
        "\u3000\u1680\u2003",
        "\u200B\u200C\u200D\u2060\uFEFF",
        "\u0000\u0007\u001B\u007F\u0085",
        "\u2028\u2029",
        "\u00AD\u061C\u202A\u202C",
        "\u3164\u115F\u2800\uFE0F\u034F",
        "\uDB40\uDC20\uDB40\uDDEF"
      })
  void detectsInvisibleText(String text) {
    assertThat(UnicodeText.isBlank(text)).isTrue();
    assertThat(UnicodeText.isBlank(text + "a")).isFalse();
    assertThat(UnicodeText.isBlank("." + text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\uFFFD", "\u0301", "\uD83D\uDE00", "\uE000", "\uD800", "\u200B1"})
  void isFalseForVisibleText(String text) {
    assertThat(UnicodeText.isBlank(text)).isFalse();
  }
}
