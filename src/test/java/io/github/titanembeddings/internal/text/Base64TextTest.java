package io.github.titanembeddings.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.titanembeddings.internal.text.Base64Text.NotBase64Exception;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base64TextTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n";

  @Test
  void decodesWithAndWithoutPaddingAndLineBreaks() throws NotBase64Exception {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      String text = Base64.getEncoder().encodeToString(bytes);
      String lines =
          Base64.getMimeEncoder(4 * (1 + random.nextInt(30)), new byte[] {'\n'})
              .encodeToString(bytes);

      assertThat(Base64Text.decode(text)).isEqualTo(bytes);
      assertThat(Base64Text.decode(lines)).isEqualTo(bytes);
      assertThat(Base64Text.decode("\r\n" + lines + "\r\n")).isEqualTo(bytes);
      assertThat(Base64Text.decode(text.replace("=", ""))).isEqualTo(bytes);
    }
  }

  @Test
  void rejectsAnyOtherCharacterAtItsIndex() {
    Random random = new Random(4);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(60)];
      random.nextBytes(bytes);
      String text =
          random.nextBoolean()
              ? Base64.getEncoder().encodeToString(bytes)
              : Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(bytes);
      char foreign = (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000);
      if (ALPHABET.indexOf(foreign) < 0) {
        int index = random.nextInt(text.length());
        String damaged = text.substring(0, index) + foreign + text.substring(index + 1);
        NotBase64Exception refusal =
            catchThrowableOfType(NotBase64Exception.class, () -> Base64Text.decode(damaged));
        assertThat(refusal).as(damaged).isNotNull();
        assertThat(refusal.getMessage())
            .endsWith(" at index " + index + " of " + damaged.length() + " characters of base64");
      }
    }
  }

  @Test
  void decodesOrRejectsAnyText() {
    Random random = new Random(5);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      try {
        byte[] bytes = Base64Text.decode(text.toString());
        String digits = text.toString().replaceAll("[\r\n=]", "");
        assertThat(bytes).hasSize(digits.length() * 3 / 4);
      } catch (NotBase64Exception e) {
        assertThat(e.remedy()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AAAA AAA       | a space at index 4 of 8   | send '+' as %2B",
        "AA-_           | '-' at index 2 of 4       | the URL-safe alphabet",
        "A_A-           | '_' at index 1 of 4       | the URL-safe alphabet",
        "\"AAAA\"       | '\"' at index 0 of 6      | remove the quotes",
        "'AAAA'         | ''' at index 0 of 6       | remove the quotes",
        "AAAA\\nAAAA    | '\\' at index 4 of 10     | escape sequences such as \\n",
        "AAAA%2BAA      | '%' at index 4 of 9       | percent-encoding",
        "<html></html>  | '<' at index 0 of 13      | HTML",
        "{\"a\":\"b\"}  | '{' at index 0 of 9       | JSON",
        "AAA=AAAA       | '=' at index 3 of 8       | may only end it",
        "image,AAAA     | ',' at index 5 of 10      | after the comma",
        "AA!A           | '!' at index 2 of 4       | Base64.getEncoder()",
        "\uFEFFAAAA     | a byte order mark at index 0 of 5 | Base64.getEncoder()",
        "AA\u00E4A      | U+00E4 at index 2 of 4    | Base64.getEncoder()",
        "abcde          | 5 characters of base64 that end within a group of 4 | cut"
      })
  void namesTheLikelyCause(String text, String found, String remedy) {
    assertThatExceptionOfType(NotBase64Exception.class)
        .isThrownBy(() -> Base64Text.decode(text))
        .withMessageStartingWith(found)
        .satisfies(refusal -> assertThat(refusal.remedy()).contains(remedy));
  }

  /** The decoded bytes, and one character for each byte while it decodes. */
  @Test
  void needsLittleMemoryBesidesTheResult() throws NotBase64Exception {
    byte[] bytes = new byte[6_000_000];
    Arrays.fill(bytes, (byte) 0x5A);
    Base64Text.decode("AAAA"); // loads the classes
    for (boolean lines : new boolean[] {false, true}) {
      String text = (lines ? Base64.getMimeEncoder() : Base64.getEncoder()).encodeToString(bytes);
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      Base64Text.decode(text);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      assertThat(allocated).isLessThan(bytes.length + text.length() + 100_000L);
    }
  }
}
