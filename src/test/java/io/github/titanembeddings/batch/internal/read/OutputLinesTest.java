package io.github.titanembeddings.batch.internal.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.titanembeddings.batch.internal.LineStream;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.internal.json.ReplyReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputLinesTest {
  private static final String ID = "\"recordId\":\"abcde000001\"";

  private static OutputRecord read(String line) throws IOException {
    return OutputRecord.read(new ByteArrayInputStream(line.getBytes(UTF_8)), 2);
  }

  @Test
  void readsAVectorWhateverTheOrderOfTheFields() throws IOException {
    String input = "\"modelInput\":{\"inputImage\":\"" + "A".repeat(300_000) + "\"}";
    String output = "\"modelOutput\":{\"embedding\":[0.5,0.25],\"inputTextTokenCount\":3}";
    for (String line :
        List.of(
            "{" + ID + "," + input + "," + output + "}",
            "{" + output + "," + input + "," + ID + "}",
            "{" + input + ",\"new\":[{}]," + output + ",\"error\":null," + ID + "}")) {
      OutputRecord record = read(line);

      assertThat(record.recordId()).isEqualTo("abcde000001");
      ReplyReader.Reply reply = Objects.requireNonNull(record.reply());
      assertThat(reply.vector()).containsExactly(0.5f, 0.25f);
      assertThat(reply.inputTextTokenCount()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"errorCode\":400,\"errorMessage\":\"bad\"} | REJECTED",
        "{\"errorCode\":403,\"errorMessage\":\"x\"} | ACCESS_DENIED",
        "{\"errorCode\":404,\"errorMessage\":\"x\"} | NOT_FOUND",
        "{\"errorCode\":408,\"errorMessage\":\"x\"} | MODEL_TIMEOUT",
        "{\"errorCode\":424,\"errorMessage\":\"x\"} | MODEL_ERROR",
        "{\"errorCode\":429,\"errorMessage\":\"x\"} | THROTTLED",
        "{\"errorCode\":\"500\",\"errorMessage\":\"x\"} | UNAVAILABLE",
        "{\"errorCode\":400,\"errorMessage\":\"Too many requests\"} | THROTTLED",
        "{\"errorMessage\":{\"a\":1}} | OTHER",
        "\"Internal server error\" | UNAVAILABLE",
        "[1] | OTHER",
      })
  void readsAnErrorInPlaceOfAVector(String error, ServiceException.Kind kind) throws IOException {
    OutputRecord record = read("{" + ID + ",\"error\":" + error + "}");

    assertThat(record.reply()).isNull();
    assertThat(record.failure())
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void readsAMessageInPlaceOfAVector() throws IOException {
    OutputRecord record =
        read("{" + ID + ",\"modelOutput\":{\"message\":\"Image exceeds max pixels allowed.\"}}");

    assertThat(record.failure())
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.kind()).isEqualTo(ServiceException.Kind.REJECTED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"embedding\":[0.5]}",
        "{\"embedding\":[0.5,0.5,0.5]}",
        "{\"embedding\":[0.5,1e999]}",
        "{\"embedding\":{}}",
        "{}",
        "null",
        "[]"
      })
  void failsAVectorThatIsNotWhole(String output) throws IOException {
    OutputRecord record = read("{\"modelOutput\":" + output + "," + ID + "}");

    assertThat(record.recordId()).isEqualTo("abcde000001");
    assertThat(record.reply()).isNull();
    assertThat(record.failure()).isInstanceOf(MalformedReplyException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"embeddingTypes\":[\"float\",\"binary\"]} | false",
        "{\"inputText\":\"a\",\"embeddingTypes\":[[],{},\"binary\"],\"normalize\":true} | false",
        "{\"embeddingTypes\":[\"float\"]} | true",
        "{\"embeddingTypes\":\"binary\",\"inputText\":\"binary\"} | true",
        "{\"embeddingTypes\":null} | true",
        "null | true"
      })
  void requiresTheBitsThatTheInputAsksFor(String input, boolean isWhole) throws IOException {
    String output = "\"modelOutput\":{\"embedding\":[0.5,0.5]}";
    for (String line :
        List.of(
            "{\"modelInput\":" + input + "," + output + "," + ID + "}",
            "{" + output + "," + ID + ",\"modelInput\":" + input + "}")) {
      OutputRecord record = read(line);

      assertThat(record.reply() != null).isEqualTo(isWhole);
      if (!isWhole) {
        assertThat(record.failure())
            .isInstanceOf(MalformedReplyException.class)
            .hasMessageContaining("expected 2 bits, got none at $.embeddingsByType.binary");
      }
      String bits = "[0.5,0.5],\"embeddingsByType\":{\"binary\":[1,0]}";
      assertThat(read(line.replace("[0.5,0.5]", bits)).reply()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r",
        "null",
        "[]",
        "{",
        "{\"recordId\":\"abcde000001\"",
        "{\"recordId\":\"abcde000001\"} {}",
        "{\"recordId\":}",
        "<html>",
        "\u0000"
      })
  void rejectsALineThatIsNotAnObject(String line) {
    assertThatThrownBy(() -> read(line)).isInstanceOf(IOException.class);
  }

  @Test
  void doesNotReadALongStringIntoMemory() {
    String line = "{\"recordId\":\"" + "a".repeat(200_000) + "\"}";

    assertThatThrownBy(() -> read(line)).isInstanceOf(IOException.class);
  }

  private static List<String> lines(InputStream in, long max) throws IOException {
    List<String> lines = new ArrayList<>();
    LineStream stream = new LineStream(in, max);
    while (stream.next()) {
      try {
        lines.add(new String(stream.readAllBytes(), UTF_8));
      } catch (IOException e) {
        lines.add(e.getMessage());
      }
    }
    return lines;
  }

  @Test
  void splitsLinesAnywhereInTheBuffer() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      expected.add("x".repeat(i * 7 % 1_000) + i);
    }
    byte[] bytes = String.join("\n", expected).getBytes(UTF_8);

    assertThat(lines(new ByteArrayInputStream(bytes), 10_000)).isEqualTo(expected);
    assertThat(lines(new ByteArrayInputStream("a\n\nb\n".getBytes(UTF_8)), 9))
        .containsExactly("a", "", "b");
    assertThat(lines(new ByteArrayInputStream(new byte[0]), 9)).isEmpty();
  }

  @Test
  void skipsAHugeLineInLittleMemory() throws IOException {
    InputStream endless =
        new InputStream() {
          private long left = 200_000_000;
          private final byte[] end = "\n{\"ok\":1}\n".getBytes(UTF_8);
          private int position;

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            if (left > 0) {
              int count = (int) Math.min(left, length);
              Arrays.fill(target, offset, offset + count, (byte) 'x');
              left -= count;
              return count;
            }
            if (position == end.length) {
              return -1;
            }
            target[offset] = end[position++];
            return 1;
          }
        };

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(lines(endless, 1_000_000))
        .containsExactly("the line has more than 1,000,000 bytes", "{\"ok\":1}");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
  }
}
