package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EightDigitsTest {
  @ParameterizedTest
  @CsvSource({
    "00000000, 0, 8, 0",
    "99999999, 0, 8, 99999999",
    "12345678, 0, 8, 12345678",
    "0.12345678, 2, 8, 12345678",
    "0.123456789, 2, 8, 12345678",
    "1234567, 0, 7, 1234567",
    "12345678, 1, 7, 2345678",
    "007.5, 0, 3, 7",
    "'1,999999999', 0, 1, 1",
    "'.999999999', 0, 0, 0",
    "'', 0, 0, 0"
  })
  void readsTheDigitsThatAreNext(String text, int place, int count, long number) {
    long digits = EightDigits.at(text.getBytes(ISO_8859_1), place);

    assertThat(EightDigits.count(digits)).isEqualTo(count);
    assertThat(EightDigits.areAll(digits)).isEqualTo(count == EightDigits.COUNT);
    assertThat(EightDigits.append(0, digits, count)).isEqualTo(number);
  }

  @Test
  void stopsAtEachByteThatIsNoDigitAtEachPlace() {
    for (int place = 0; place < 8; place++) {
      for (int sign = 0; sign < 256; sign++) {
        byte[] text = "99999999".getBytes(ISO_8859_1);
        text[place] = (byte) sign;
        boolean isDigit = sign >= '0' && sign <= '9';
        long digits = EightDigits.at(text, 0);
        assertThat(EightDigits.count(digits))
            .as("%d at %d", sign, place)
            .isEqualTo(isDigit ? 8 : place);
        assertThat(EightDigits.areAll(digits)).as("%d at %d", sign, place).isEqualTo(isDigit);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void appendsEachNumber(int count) {
    Random random = new Random(count);
    int bound = (int) Math.pow(10, count);
    for (int i = 0; i < 20_000; i++) {
      int before = random.nextInt(100_000);
      int number = random.nextInt(bound);
      String text = String.format(Locale.ROOT, "%0" + count + "d", number);
      long digits = EightDigits.at((text + ",").getBytes(ISO_8859_1), 0);
      assertThat(EightDigits.append(before, digits, count))
          .isEqualTo(Long.parseLong(before + text));
    }
  }

  @Test
  void appendsAllEightLikeSoMany() {
    long digits = EightDigits.at("12345678".getBytes(ISO_8859_1), 0);

    assertThat(EightDigits.append(9, digits)).isEqualTo(912345678L);
  }
}
