package io.github.titanembeddings.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EightDigitsTest {
  @ParameterizedTest
  @CsvSource({
    "00000000, 0, 0",
    "99999999, 0, 99999999",
    "12345678, 0, 12345678",
    "0.12345678, 2, 12345678",
    "0.123456789, 2, 12345678",
    "1234567, 0, -1",
    "12345678, 1, -1",
    "'', 0, -1"
  })
  void readsEightDigitsIfThereAreSoMany(String text, int place, long number) {
    assertThat(EightDigits.at(text.getBytes(ISO_8859_1), place)).isEqualTo(number);
  }

  @Test
  void refusesEachByteThatIsNoDigitAtEachPlace() {
    for (int place = 0; place < 8; place++) {
      for (int sign = 0; sign < 256; sign++) {
        byte[] text = "99999999".getBytes(ISO_8859_1);
        text[place] = (byte) sign;
        boolean isDigit = sign >= '0' && sign <= '9';
        assertThat(EightDigits.at(text, 0) >= 0).as("%d at %d", sign, place).isEqualTo(isDigit);
      }
    }
  }

  @Test
  void readsEachNumber() {
    Random random = new Random(8);
    for (int i = 0; i < 100_000; i++) {
      int number = random.nextInt(100_000_000);
      byte[] text = String.format(Locale.ROOT, "%08d", number).getBytes(ISO_8859_1);
      assertThat(EightDigits.at(text, 0)).isEqualTo(number);
    }
  }
}
