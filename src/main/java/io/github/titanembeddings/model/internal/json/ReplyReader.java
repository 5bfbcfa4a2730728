package io.github.titanembeddings.model.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.Embedding;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the body of a reply, its numbers straight into an array. */
public final class ReplyReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  private final int expectedLength;
  private final @Nullable String requestId;
  private final Supplier<String> origin;
  private boolean hasEmbedding;
  private boolean hasVector;
  private @Nullable Embedding embedding;
  private @Nullable Integer inputTextTokenCount;
  private @Nullable String message;
  private @Nullable MalformedReplyException problem;

  private ReplyReader(int expectedLength, @Nullable String requestId, Supplier<String> origin) {
    this.expectedLength = expectedLength;
    this.requestId = requestId;
    this.origin = origin;
  }

  /**
   * Reads a reply in which a vector of a certain length is expected, if there is no message.
   *
   * @throws TransportException if it is empty or ends early
   * @throws MalformedReplyException if it is not JSON, or holds neither a message nor such a vector
   */
  public static Reply read(byte[] body, int expectedLength, @Nullable String requestId) {
    return read(body, expectedLength, requestId, () -> "");
  }

  /**
   * Same as {@link #read(byte[], int, String)}, but if the reply has no vector at all the message
   * of the exception begins with the origin of the reply.
   */
  public static Reply read(
      byte[] body, int expectedLength, @Nullable String requestId, Supplier<String> origin) {
    Reply plain = PlainReply.read(body, expectedLength);
    return plain == null ? readAny(body, expectedLength, requestId, origin) : plain;
  }

  /** Reads whatever came, and tells what is wrong with it. */
  static Reply readAny(byte[] body, int expectedLength, @Nullable String requestId) {
    return readAny(body, expectedLength, requestId, () -> "");
  }

  private static Reply readAny(
      byte[] body, int expectedLength, @Nullable String requestId, Supplier<String> origin) {
    ReplyReader reader = new ReplyReader(expectedLength, requestId, origin);
    try (JsonParser json = JSON.createParser(body)) {
      reader.readObject(json, body.length);
    } catch (IOException e) {
      if (e instanceof JsonEOFException || isCutOff(body)) {
        throw cutOff(body.length, e);
      }
      throw reader.malformed(
          "$",
          String.format(Locale.ROOT, "expected JSON, got %,d bytes of something else", body.length),
          e);
    }
    return reader.reply();
  }

  private Reply reply() {
    if (message == null) {
      if (problem != null) {
        throw problem;
      }
      if (embedding == null) {
        throw malformed("$.embedding", "expected " + expectedLength + " floats, got none", null);
      }
    }
    return new Reply(embedding, inputTextTokenCount, message);
  }

  /**
   * Returns whether a body begins but does not end as an object; the parser may see a bad token.
   */
  private static boolean isCutOff(byte[] body) {
    int first = JsonSpace.end(body, 0);
    int last = body.length - 1;
    while (last > first && JsonSpace.end(body, last) > last) {
      last--;
    }
    return first < body.length && body[first] == '{' && body[last] != '}';
  }

  /** Returns the failure for a reply that ends early: the connection broke, in any protocol. */
  private static TransportException cutOff(int bytes, @Nullable Throwable cause) {
    return new TransportException(
        TransportException.Kind.CONNECTION,
        String.format(
            Locale.ROOT,
            "the connection failed: the reply ends after %,d bytes, before its JSON does",
            bytes),
        cause);
  }

  private void readObject(JsonParser json, int bytes) throws IOException {
    JsonToken first = json.nextToken();
    if (first == null) {
      throw cutOff(bytes, null);
    }
    if (first != JsonToken.START_OBJECT) {
      throw malformed("$", "expected an object, got " + name(first), null);
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      readField(json, field, json.nextToken());
    }
    if (json.nextToken() != null) {
      throw malformed("$", "expected one object, got more", null);
    }
  }

  private void readField(JsonParser json, String field, JsonToken value) throws IOException {
    if (field.equals("embedding")) {
      readEmbedding(json, value);
    } else if (field.equals("inputTextTokenCount") && isInt(json, value)) {
      inputTextTokenCount = json.getIntValue();
    } else if (field.equals("message") && value != JsonToken.VALUE_NULL) {
      String text = value.isScalarValue() ? json.getText() : name(value);
      message = text.isBlank() ? message : text;
      json.skipChildren();
    } else {
      json.skipChildren();
    }
  }

  private void readEmbedding(JsonParser json, JsonToken value) throws IOException {
    if (hasEmbedding) {
      problem = malformed("$.embedding", "expected one member, got two of that name", null);
    }
    hasEmbedding = true;
    if (value == JsonToken.START_ARRAY && problem == null) {
      readVector(json);
    } else {
      json.skipChildren();
    }
  }

  private void readVector(JsonParser json) throws IOException {
    hasVector = true;
    Embedding.Builder vector = Embedding.builder(expectedLength);
    int length = 0;
    for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; length++) {
      float number = token.isNumeric() ? json.getFloatValue() : Float.NaN;
      if (!Float.isFinite(number) && problem == null) {
        problem =
            malformed(
                "$.embedding[" + length + "]",
                "expected a finite float, got " + (token.isNumeric() ? number : name(token)),
                null);
      }
      if (length < expectedLength && problem == null) {
        vector.add(number);
      }
      json.skipChildren();
      token = json.nextToken();
    }
    if (length != expectedLength && problem == null) {
      problem =
          malformed("$.embedding", "expected " + expectedLength + " floats, got " + length, null);
    }
    if (problem == null) {
      embedding = vector.build();
    }
  }

  private MalformedReplyException malformed(
      String path, String problem, @Nullable Throwable cause) {
    String prefix = hasVector ? "" : origin.get();
    return new MalformedReplyException(path, prefix + problem, requestId, cause);
  }

  private static String name(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> "a string";
      case VALUE_NULL -> "null";
      default -> token.isNumeric() ? "a number" : String.valueOf(token.asString());
    };
  }

  private static boolean isInt(JsonParser json, JsonToken value) throws IOException {
    return value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT;
  }

  /**
   * What a reply holds.
   *
   * @param embedding the vector; absent only beside a message
   * @param inputTextTokenCount the tokens of the text; absent if not given
   * @param message what went wrong; absent if nothing did, never blank
   */
  public record Reply(
      @Nullable Embedding embedding,
      @Nullable Integer inputTextTokenCount,
      @Nullable String message) {}
}
