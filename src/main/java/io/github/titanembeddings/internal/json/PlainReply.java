package io.github.titanembeddings.internal.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.titanembeddings.model.Embedding;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a reply in the shape that the service gives it, several times faster than a JSON parser for
 * everything can. It gives up on whatever it does not know.
 */
final class PlainReply {
  private static final byte[] EMBEDDING = "\"embedding\"".getBytes(US_ASCII);
  private static final byte[] COUNT = "\"inputTextTokenCount\"".getBytes(US_ASCII);
  private static final byte[] MESSAGE = "\"message\"".getBytes(US_ASCII);
  private static final byte[] NULL = "null".getBytes(US_ASCII);

  private final byte[] json;
  private final int expectedLength;
  private final NumberScanner numbers;
  private int place;
  private @Nullable Embedding embedding;
  private @Nullable Integer inputTextTokenCount;

  private PlainReply(byte[] json, int expectedLength) {
    this.json = json;
    this.expectedLength = expectedLength;
    this.numbers = new NumberScanner(json);
  }

  /** What a reply holds, or null if it is anything but a good vector, perhaps with a count. */
  static ReplyReader.@Nullable Reply read(byte[] json, int expectedLength) {
    PlainReply reply = new PlainReply(json, expectedLength);
    return reply.readObject() && reply.embedding != null
        ? new ReplyReader.Reply(reply.embedding, reply.inputTextTokenCount, null)
        : null;
  }

  private boolean readObject() {
    if (!next('{')) {
      return false;
    }
    do {
      if (!readField()) {
        return false;
      }
    } while (next(','));
    return next('}') && isAtEnd();
  }

  private boolean readField() {
    if (next(EMBEDDING)) {
      return embedding == null && next(':') && readVector();
    }
    if (next(COUNT)) {
      return inputTextTokenCount == null && next(':') && readCount();
    }
    return next(MESSAGE) && next(':') && next(NULL);
  }

  private boolean readVector() {
    if (!next('[')) {
      return false;
    }
    Embedding.Builder vector = Embedding.builder(expectedLength);
    for (int i = 0; i < expectedLength; i++) {
      if (i > 0 && !next(',')) {
        return false;
      }
      skipSpace();
      float number = numbers.floatAt(place);
      if (!Float.isFinite(number)) {
        return false;
      }
      place = numbers.end();
      vector.add(number);
    }
    embedding = vector.build();
    return next(']');
  }

  private boolean readCount() {
    skipSpace();
    int count = numbers.countAt(place);
    if (count < 0) {
      return false;
    }
    place = numbers.end();
    inputTextTokenCount = count;
    return true;
  }

  private boolean next(char sign) {
    skipSpace();
    boolean found = place < json.length && json[place] == sign;
    place += found ? 1 : 0;
    return found;
  }

  private boolean next(byte[] word) {
    skipSpace();
    int end = place + word.length;
    boolean found = end <= json.length && Arrays.equals(json, place, end, word, 0, word.length);
    place = found ? end : place;
    return found;
  }

  private boolean isAtEnd() {
    skipSpace();
    return place == json.length;
  }

  private void skipSpace() {
    while (place < json.length && isSpace(json[place])) {
      place++;
    }
  }

  private static boolean isSpace(byte sign) {
    return sign == ' ' || sign == '\n' || sign == '\r' || sign == '\t';
  }
}
