package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.model.internal.json.ReplyReader.Reply;
import io.github.titanembeddings.testing.TitanStub;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results agree with those of Jackson, which reads responses in any other layout. */
class FastVectorParserTest {
  private static final String CHANGES = "0123456789.,-+eE[]{}\": nx";

  @Test
  void readsTheLayoutOfTheService() {
    byte[] body = TitanStub.embeddingJson(1024).getBytes(US_ASCII);
    float[] vector = new float[1024];

    int end = FastVectorParser.read(body, vector);

    assertThat(body[end]).isEqualTo((byte) ']');
    assertThat(vector).isEqualTo(ReplyReader.read(body, 1024, null, () -> "").vector());
    assertAgrees(TitanStub.embeddingJson(1024), 1024);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"embedding\":[1.5,-0.0],\"inputTextTokenCount\":7}",
        " {\n\t\"embedding\" : [ 1.5, 2.0] , \"inputTextTokenCount\" : 0 , \"message\":null\r} ",
        "{\"embedding\":[1.5E-3,2.25e+2]}",
        "{\"embedding\":[0.0115888118743896484,-0.00048828125e001]}",
        "{\"embedding\":[1.5,0.25e-120]}",
        "{\"embedding\":[1.5,2.5]",
        "{\"embedding\":[1.5,2.5],\"embedding\":[1.5,2.5]}",
        "{\"embedding\":[1.5,2.5],\"message\":\"boom\"}",
        "{\"embedding\":[1.5,2.5],\"inputTextTokenCount\":12345678}",
        "{\"embedding\":[1.5,2.5],\"other\":1}"
      })
  void readsEachNotation(String body) {
    assertThat(FastVectorParser.read(body.getBytes(US_ASCII), new float[2])).isPositive();
    assertAgrees(body.strip(), 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"embedding\":[1.5]}",
        "{\"embedding\":[1.5,2.5,3.5]}",
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
        "{\"a\":1,\"embedding\":[1.5,2.5]}",
        "{\"embeddin\\u0067\":[1.5,2.5]}"
      })
  void leavesOtherLayoutsToJackson(String body) {
    assertThat(FastVectorParser.read(body.getBytes(US_ASCII), new float[2]))
        .isEqualTo(FastVectorParser.UNSUPPORTED);
  }

  @Test
  void leavesLongNumbersToJackson() {
    String body = "{\"embedding\":[0." + "1".repeat(90) + "]}";
    String longer = "{\"embedding\":[0." + "1".repeat(110) + "]}";

    assertThat(FastVectorParser.read(body.getBytes(US_ASCII), new float[1])).isPositive();
    assertThat(FastVectorParser.read(longer.getBytes(US_ASCII), new float[1]))
        .isEqualTo(FastVectorParser.UNSUPPORTED);
    assertAgrees(body, 1);
    assertAgrees(longer, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {96, 97, 98, 99, 100, 101, 104})
  void readsNoNumberBeyondTheEnd(int digits) {
    String body = "{\"embedding\":[-0." + "1".repeat(digits) + "e-999]}";
    for (int length = body.length(); length > body.length() - 16; length--) {
      assertAgrees(body.substring(0, length), 1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesOnEveryChangedResponse(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] body =
          "{\"embedding\":[0.25,-1.5e-3,7.0],\"inputTextTokenCount\":12}".getBytes(US_ASCII);
      body[1 + random.nextInt(body.length - 1)] =
          (byte) CHANGES.charAt(random.nextInt(CHANGES.length()));
      assertAgrees(new String(body, US_ASCII), 3);
    }
  }

  @Test
  void agreesOnEachByteAtEachPlaceOfEightDigits() {
    for (int place = 0; place < 8; place++) {
      for (int sign = 0; sign < 256; sign++) {
        byte[] body = "{\"embedding\":[0.99999999]}".getBytes(ISO_8859_1);
        body[16 + place] = (byte) sign;
        assertAgrees(new String(body, ISO_8859_1), 1);
      }
    }
  }

  @Test
  void rejectsEveryResponseThatEndsEarly() {
    String body = "{\"embedding\":[0.25,-1.5e-3],\"inputTextTokenCount\":12}";
    for (int end = 0; end < body.length(); end++) {
      byte[] part = body.substring(0, end).getBytes(US_ASCII);
      assertThat(catchThrowable(() -> ReplyReader.read(part, 2, null, () -> ""))).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void roundsEveryNumberToTheNearestFloat(long seed) {
    Random random = new Random(seed);
    IntStream.range(0, 500).forEach(i -> assertNearest(numbers(random, 40)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsEachCountOfDigits(int count) {
    Random random = new Random(count);
    String[] numbers = new String[1_000];
    for (int i = 0; i < numbers.length; i++) {
      int fraction = random.nextInt((int) Math.pow(10, count));
      numbers[i] = random.nextInt(10) + String.format(Locale.ROOT, ".%0" + count + "d", fraction);
    }
    assertNearest(numbers);
  }

  /** Compares with the result of Jackson, which reads a vector behind another member. */
  private static void assertAgrees(String body, int length) {
    Reply quick = read(body, length);
    Reply thorough = read("{\"a\":1," + body.substring(1), length);
    assertThat(quick == null).as(body).isEqualTo(thorough == null);
    if (quick != null && thorough != null) {
      assertThat(quick.vector()).as(body).isEqualTo(thorough.vector());
      assertThat(quick.inputTextTokenCount()).as(body).isEqualTo(thorough.inputTextTokenCount());
      assertThat(quick.message()).as(body).isEqualTo(thorough.message());
    }
  }

  private static @Nullable Reply read(String body, int length) {
    try {
      return ReplyReader.read(body.getBytes(ISO_8859_1), length, null, () -> "");
    } catch (TitanException e) {
      return null;
    }
  }

  private static void assertNearest(String[] numbers) {
    String body = "{\"embedding\":[" + String.join(",", numbers) + "]}";
    float[] vector = new float[numbers.length];
    assertThat(FastVectorParser.read(body.getBytes(US_ASCII), vector)).as(body).isPositive();
    for (int i = 0; i < numbers.length; i++) {
      assertThat(Float.floatToIntBits(vector[i]))
          .as(numbers[i])
          .isEqualTo(Float.floatToIntBits(Float.parseFloat(numbers[i])));
    }
  }

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
