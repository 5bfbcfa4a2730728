package io.github.titanembeddings.model.internal.json;

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

  /** A place in the reply at which something unknown was found. */
  private static final int UNKNOWN = -1;

  private final byte[] json;
  private final int expectedLength;
  private @Nullable Embedding embedding;
  private @Nullable Integer inputTextTokenCount;

  private PlainReply(byte[] json, int expectedLength) {
    this.json = json;
    this.expectedLength = expectedLength;
  }

  /** What a reply holds, or null if it is anything but a good vector, perhaps with a count. */
  static ReplyReader.@Nullable Reply read(byte[] json, int expectedLength) {
    PlainReply reply = new PlainReply(json, expectedLength);
    int end = reply.readObject();
    return end != UNKNOWN && JsonSpace.end(json, end) == json.length && reply.embedding != null
        ? new ReplyReader.Reply(reply.embedding, reply.inputTextTokenCount, null)
        : null;
  }

  private int readObject() {
    int place = after('{', 0);
    while (place != UNKNOWN) {
      int field = readField(place);
      place = after(',', field);
      if (place == UNKNOWN) {
        return after('}', field);
      }
    }
    return UNKNOWN;
  }

  private int readField(int place) {
    int value = after(':', after(EMBEDDING, place));
    if (value != UNKNOWN) {
      return embedding == null ? readVector(value) : UNKNOWN;
    }
    value = after(':', after(COUNT, place));
    if (value != UNKNOWN) {
      return inputTextTokenCount == null ? readCount(value) : UNKNOWN;
    }
    return after(NULL, after(':', after(MESSAGE, place)));
  }

  private int readVector(int start) {
    VectorReader numbers = new VectorReader(json, start);
    embedding = numbers.read(expectedLength);
    return embedding == null ? UNKNOWN : numbers.place();
  }

  private int readCount(int start) {
    int first = JsonSpace.end(json, start);
    long digits = EightDigits.at(json, first);
    int count = EightDigits.count(digits);
    if (count == 0 || count == EightDigits.COUNT || (count > 1 && json[first] == '0')) {
      return UNKNOWN;
    }
    inputTextTokenCount = (int) EightDigits.append(0, digits, count);
    return first + count;
  }

  /** The place after a sign that is next, space aside. */
  private int after(char sign, int place) {
    if (place == UNKNOWN) {
      return UNKNOWN;
    }
    int next = JsonSpace.end(json, place);
    return next < json.length && json[next] == sign ? next + 1 : UNKNOWN;
  }

  /** The place after a word that is next, space aside. */
  private int after(byte[] word, int place) {
    if (place == UNKNOWN) {
      return UNKNOWN;
    }
    int next = JsonSpace.end(json, place);
    int end = next + word.length;
    boolean found = end <= json.length && Arrays.equals(json, next, end, word, 0, word.length);
    return found ? end : UNKNOWN;
  }
}
