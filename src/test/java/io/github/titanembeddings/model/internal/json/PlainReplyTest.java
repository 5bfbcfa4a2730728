package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.titanembeddings.model.internal.json.ReplyReader.Reply;
import io.github.titanembeddings.testing.TitanStub;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick reader takes what the service sends, and agrees with the thorough one on all else. */
class PlainReplyTest {
  private static final String CHANGES = "0123456789.,-+eE[]{}\": nx";

  @Test
  void readsWhatTheServiceSends() {
    byte[] body = TitanStub.embeddingJson(1024).getBytes(UTF_8);

    assertThat(PlainReply.read(body, 1024)).isEqualTo(ReplyReader.readAny(body, 1024, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"embedding\":[1.5,-0.0],\"inputTextTokenCount\":7}",
        " {\n\t\"inputTextTokenCount\" : 0 , \"message\":null,\r\"embedding\" : [ 1.5, 2.0] } ",
        "{\"embedding\":[1.5E-3,2.25e+2]}",
        "{\"embedding\":[0.0115888118743896484,-0.00048828125e001]}",
        "{\"embedding\":[1.5,0.25e-120]}"
      })
  void readsEachLayout(String body) {
    assertThat(PlainReply.read(body.getBytes(UTF_8), 2))
        .isNotNull()
        .isEqualTo(ReplyReader.readAny(body.getBytes(UTF_8), 2, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"embedding\":[1.5]}",
        "{\"embedding\":[1.5,2.5,3.5]}",
        "{\"embedding\":[1.5,2.5],}",
        "{\"embedding\":[1.5,2.5]",
        "{\"embedding\":[1.5,2.5]}}",
        "{\"embedding\":[1.5 2.5]}",
        "{\"embedding\":[1.5,null]}",
        "{\"embedding\":[1.5,1.0e39]}",
        "{\"embedding\":[1.5,5e1]}",
        "{\"embedding\":[1.5,01.5]}",
        "{\"embedding\":[1.5,.5]}",
        "{\"embedding\":[1.5,5.]}",
        "{\"embedding\":[1.5,+5.5]}",
        "{\"embedding\":[1.5,5.5e]}",
        "{\"embedding\":[1.5,5.e5]}",
        "{\"embedding\":[1.5,1.0e0005]}",
        "{\"embedding\":[1.5,1.0e-00005]}",
        "{\"embedding\":[1.5,0.5e10000]}",
        "{\"embedding\":[1.5,0.1234e6784550]}",
        "{\"embedding\":[1.5,12.5]}",
        "{\"embedding\":[1.5 ,2.5]}",
        "{\"embedding\":[1.5,-]}",
        "{\"embedding\":[1.5,-",
        "{\"embedding\":[1.5,2.",
        "{\"embedding\":[1.5,5.5e+]}",
        "{\"embedding\":[1.5,2.5],\"embedding\":[1.5,2.5]}",
        "{\"embedding\":[1.5,2.5],\"message\":\"boom\"}",
        "{\"embedding\":[1.5,2.5],\"inputTextTokenCount\":1.0}",
        "{\"embedding\":[1.5,2.5],\"inputTextTokenCount\":-1}",
        "{\"embedding\":[1.5,2.5],\"inputTextTokenCount\":01}",
        "{\"embedding\":[1.5,2.5],\"inputTextTokenCount\":12345678}",
        "{\"embedding\":[1.5,2.5],\"other\":1}",
        "{\"embeddin\\u0067\":[1.5,2.5]}"
      })
  void leavesTheRestToTheThoroughReader(String body) {
    assertThat(PlainReply.read(body.getBytes(UTF_8), 2)).isNull();
  }

  @Test
  void leavesALongNumberToTheThoroughReader() {
    String body = "{\"embedding\":[0." + "1".repeat(98) + "]}";
    String longer = body.replace("0.", "-0.");

    assertThat(PlainReply.read(body.getBytes(UTF_8), 1)).isNotNull();
    assertThat(PlainReply.read(longer.getBytes(UTF_8), 1)).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesOnEveryReplyThatWasChangedSomewhere(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] body =
          "{\"embedding\":[0.25,-1.5e-3,7.0],\"inputTextTokenCount\":12}".getBytes(US_ASCII);
      body[random.nextInt(body.length)] = (byte) CHANGES.charAt(random.nextInt(CHANGES.length()));
      Reply plain = PlainReply.read(body, 3);
      if (plain != null) {
        assertThat(plain)
            .as(new String(body, US_ASCII))
            .isEqualTo(ReplyReader.readAny(body, 3, null));
      }
    }
  }

  @Test
  void agreesOnEveryReplyThatEndsEarly() {
    String body = "{\"embedding\":[0.25,-1.5e-3],\"inputTextTokenCount\":12}";
    for (int end = 0; end < body.length(); end++) {
      byte[] part = body.substring(0, end).getBytes(US_ASCII);
      assertThat(PlainReply.read(part, 2)).as(body.substring(0, end)).isNull();
      assertThat(catchThrowable(() -> ReplyReader.readAny(part, 2, null))).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyNumberIsTheNearestFloat(long seed) {
    Random random = new Random(seed);
    IntStream.range(0, 500).forEach(i -> assertAgrees(numbers(random, 40)));
  }

  private static void assertAgrees(String[] numbers) {
    StringJoiner joined = new StringJoiner(",", "{\"embedding\":[", "]}");
    for (String number : numbers) {
      joined.add(number);
    }
    Reply reply = PlainReply.read(joined.toString().getBytes(US_ASCII), numbers.length);
    float[] vector =
        Objects.requireNonNull(
                Objects.requireNonNull(reply, joined.toString()).embedding(), joined.toString())
            .toArray();
    for (int i = 0; i < numbers.length; i++) {
      assertThat(Float.floatToIntBits(vector[i]))
          .as(numbers[i])
          .isEqualTo(Float.floatToIntBits(Float.parseFloat(numbers[i])));
    }
  }

  /** Numbers of each kind: short, long, tiny, and those in or near the middle of two floats. */
  private static String[] numbers(Random random, int count) {
    String[] numbers = new String[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = number(random, i % 9);
    }
    return numbers;
  }

  private static String number(Random random, int kind) {
    float some = random.nextFloat() * 2 - 1;
    return switch (kind) {
      case 0 -> Float.toString(some);
      case 1 -> Double.toString(random.nextDouble());
      case 2 -> String.format(Locale.ROOT, "%.6e", random.nextGaussian());
      case 3 -> middle(some).toPlainString();
      case 4 -> middle(some).add(BigDecimal.valueOf(random.nextInt(3) - 1, 40)).toPlainString();
      case 5 -> Double.toString(middle(some).doubleValue());
      case 6 -> Float.toString(Float.MIN_NORMAL * some);
      case 7 -> "-" + random.nextInt(10) + "." + random.nextInt(1_000);
      default -> random.nextInt(10) + "." + random.nextLong(Long.MAX_VALUE);
    };
  }

  private static BigDecimal middle(float some) {
    BigDecimal sum = new BigDecimal(some).add(new BigDecimal(Math.nextUp(some)));
    return sum.divide(BigDecimal.valueOf(2));
  }
}
