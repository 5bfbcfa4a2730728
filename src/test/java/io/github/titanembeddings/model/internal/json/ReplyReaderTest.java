package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.internal.json.ReplyReader.Reply;
import io.github.titanembeddings.testing.TitanStub;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {
  @Test
  void readsNumbersAndTokens() {
    Reply reply = read("{\"embedding\":[1,-2.5,3e-2],\"inputTextTokenCount\":7}", 3);

    assertThat(reply.vector()).containsExactly(1, -2.5f, 0.03f);
    assertThat(reply.inputTextTokenCount()).isEqualTo(7);
    assertThat(reply.message()).isNull();
  }

  @Test
  void ignoresUnknownFieldsNullsAndOrder() {
    Reply reply =
        read(
            "{\"new\":{\"embedding\":[9]},\"inputTextTokenCount\":null,\"message\":null,"
                + "\"list\":[[1],[2]],\"embedding\":[1,2]} ",
            2);

    assertThat(reply.vector()).containsExactly(1, 2);
    assertThat(reply.inputTextTokenCount()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"7\"", "7.5", "99999999999", "[7]"})
  void ignoresAnInvalidTokenCount(String count) {
    assertThat(
            read("{\"embedding\":[1],\"inputTextTokenCount\":" + count + "}", 1)
                .inputTextTokenCount())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"message\":\"boom\"}",
        "{\"embedding\":null,\"message\":\"boom\"}",
        "{\"embedding\":[],\"message\":\"boom\"}",
        "{\"message\":\"boom\",\"embedding\":[1,2]}",
        "{\"embedding\":[1],\"message\":\"boom\"}"
      })
  void readsAMessageBesideAnyVector(String body) {
    assertThat(read(body, 1).message()).isEqualTo("boom");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\" \"", "\"\\n\\t\"", "null"})
  void ignoresABlankMessage(String message) {
    Reply reply = read("{\"embedding\":[1],\"message\":" + message + "}", 1);

    assertThat(reply.message()).isNull();
    assertThat(reply.vector()).containsExactly(1);
    assertThat(
            assertThrows(
                MalformedReplyException.class, () -> read("{\"message\":" + message + "}", 1)))
        .hasMessage("expected 1 floats, got none at $.embedding");
  }

  @Test
  void acceptsANonTextMessage() {
    assertThat(read("{\"embedding\":[1],\"message\":{\"a\":1}}", 1).message()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|expected 3 floats, got none at $.embedding",
        "{\"embedding\":null}|expected 3 floats, got none at $.embedding",
        "{\"embedding\":\"abc\"}|expected 3 floats, got none at $.embedding",
        "{\"embedding\":[]}|expected 3 floats, got 0 at $.embedding",
        "{\"embedding\":[1,2]}|expected 3 floats, got 2 at $.embedding",
        "{\"embedding\":[1,2,3,4,5]}|expected 3 floats, got 5 at $.embedding",
        "{\"embedding\":[1,null,3]}|expected a finite float, got null at $.embedding[1]",
        "{\"embedding\":[1,2,\"3\"]}|expected a finite float, got a string at $.embedding[2]",
        "{\"embedding\":[[1],2,3]}|expected a finite float, got an array at $.embedding[0]",
        "{\"embedding\":[1,1e39,3]}|expected a finite float, got Infinity at $.embedding[1]",
        "[1,2,3]|expected an object, got an array at $",
        "{\"embedding\":[1,2,3]}{}|expected one object, got more at $",
        "{\"embedding\":[1,2,3],\"embedding\":[1,2,3]}"
            + "|expected one member, got two of that name at $.embedding",
        "{\"embedding\":null,\"embedding\":[1,2,3]}"
            + "|expected one member, got two of that name at $.embedding",
        "{\"embedding\":[1,2,3],\"a\":1,\"embedding\":null}"
            + "|expected one member, got two of that name at $.embedding",
        "{\"embedding\":[1,NaN,3]}|expected JSON, got 23 bytes of something else at $",
        "<html>|expected JSON, got 6 bytes of something else at $"
      })
  void reportsInvalidVectors(String body, String message) {
    assertThat(assertThrows(MalformedReplyException.class, () -> read(body, 3)))
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"embedding\":[1,%s,3]}', $.embedding[1]",
    "'{\"embedding\":[1,0.%s,3]}', $.embedding[1]",
    "'{\"embedding\":[1,2,3],\"inputTextTokenCount\":%s}', $.inputTextTokenCount",
    "'{\"a\":{\"b\":[0,{\"c\":-%s}]}}', $.a.b[1].c",
  })
  void reportsANumberThatIsTooLongForTheParser(String json, String path) {
    String body = String.format(json, "7".repeat(1_200));
    MalformedReplyException failure =
        assertThrows(MalformedReplyException.class, () -> read(body, 3));

    assertThat(failure)
        .hasMessageMatching( // Jackson's own words, which differ by version
            "expected JSON within the limits of the parser: Number (value )?length .* at "
                + Pattern.quote(path))
        .hasMessageNotContainingAny("7777", "something else");
    assertThat(failure.path()).isEqualTo(path);
  }

  @Test
  void reportsATruncatedReplyAsABrokenConnection() {
    String whole = "{\"message\":null, \"a\":{\"ü\":true},\"embedding\":[1.5,-2e-3,3]\n}";
    byte[] bytes = whole.getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      byte[] start = Arrays.copyOf(bytes, length);
      TransportException failure =
          assertThrows(TransportException.class, () -> ReplyReader.read(start, 3, null, () -> ""));
      assertThat(failure.kind()).isEqualTo(TransportException.Kind.CONNECTION);
      assertThat(failure.isRetryable()).isTrue();
      assertThat(failure).hasMessageContaining("ends after " + length + " bytes");
    }
  }

  @Test
  void readsTheResponseOfTheStub() {
    assertThat(read(TitanStub.embeddingJson(1024), 1024).vector()).hasSize(1024);
  }

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void roundTripsEveryFloat(long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[384];
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < numbers.length; i++) {
      do {
        numbers[i] = Float.intBitsToFloat(random.nextInt());
      } while (!Float.isFinite(numbers[i]));
      json.append(i == 0 ? "" : ",").append(numbers[i]);
    }

    assertThat(read("{\"embedding\":[" + json + "]}", 384).vector()).isEqualTo(numbers);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void returnsAReplyOrTheTypedExceptionForAnyBytes(long seed) {
    Random random = new Random(seed);
    byte[] good = "{\"embedding\":[1,2,3],\"inputTextTokenCount\":7}".getBytes(UTF_8);
    for (int i = 0; i < 1_000; i++) {
      byte[] body = good.clone();
      body[random.nextInt(body.length)] = (byte) random.nextInt();
      body[random.nextInt(body.length)] = (byte) random.nextInt();
      try {
        ReplyReader.read(body, 3, null, () -> "");
      } catch (MalformedReplyException e) {
        assertThat(e.path()).startsWith("$");
      } catch (TransportException e) {
        assertThat(e.kind()).isEqualTo(TransportException.Kind.CONNECTION);
      }
    }
  }

  private static Reply read(String body, int expectedLength) {
    return ReplyReader.read(body.getBytes(UTF_8), expectedLength, null, () -> "");
  }
}
