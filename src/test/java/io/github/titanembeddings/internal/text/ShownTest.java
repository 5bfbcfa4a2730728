package io.github.titanembeddings.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\u0000", "\u001B", "\u0085", "\u009B", "\u2028", "\u202E", "\uFEFF"})
  void whatSteersTheDisplayBecomesASpace(String control) {
    assertThat(Shown.beginning("a" + control + control + "b", 40)).isEqualTo("a b");
  }

  @Test
  void emojiStayWhole() {
    assertThat(Shown.beginning("👩\u200D🔬", 40)).isEqualTo("👩\u200D🔬");
  }

  @Test
  void aLongTextEndsInAMark() {
    assertThat(Shown.beginning("abc", 3)).isEqualTo("abc");
    assertThat(Shown.beginning("abcd", 3)).isEqualTo("abc…");
    assertThat(Shown.beginning("ab\uD83D\uDE00", 3)).isEqualTo("ab…");
  }
}
