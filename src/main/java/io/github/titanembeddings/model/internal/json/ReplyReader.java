package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.ServiceException.Kind;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.ServiceMessages;
import io.github.titanembeddings.internal.TokenCounts;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.BinaryEmbedding;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.EmbeddingType;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.internal.ModelAccess;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the body of a response, its numbers straight into an array. */
public final class ReplyReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  private static final byte[] EMPTY_VECTOR = "{\"embedding\":[".getBytes(US_ASCII);

  private final int expectedLength;
  private final @Nullable String requestId;
  private final Supplier<String> origin;
  private boolean hasEmbedding;
  private boolean hasVector;
  private float @Nullable [] vector;
  private float @Nullable [] floats;
  private @Nullable MalformedReplyException floatsProblem;
  private @Nullable BinaryEmbedding binary;
  private @Nullable Integer inputTextTokenCount;
  private @Nullable String message;
  private @Nullable MalformedReplyException problem;

  private ReplyReader(int expectedLength, @Nullable String requestId, Supplier<String> origin) {
    this.expectedLength = expectedLength;
    this.requestId = requestId;
    this.origin = origin;
  }

  /**
   * Reads the response to a request: a message, or the forms of the vector that it asks for.
   *
   * @throws RuntimeException as {@link #read(byte[], int, String, Supplier)}
   */
  public static Reply read(
      byte[] body, ModelRequest request, @Nullable String requestId, Supplier<String> origin) {
    Reply reply = read(body, request.vectorLength(), requestId, origin);
    if (request instanceof TextEmbeddingRequest text
        && text.embeddingTypes().contains(EmbeddingType.BINARY)) {
      reply.requireBits(requestId);
    }
    return reply;
  }

  /**
   * Reads a response that has a message or a vector of the expected length.
   *
   * @param origin the beginning of the exception's message if the response has no vector at all
   * @throws TransportException if it is empty or ends early
   * @throws MalformedReplyException if it is not JSON, or has neither a message nor such a vector
   */
  public static Reply read(
      byte[] body, int expectedLength, @Nullable String requestId, Supplier<String> origin) {
    ReplyReader reader = new ReplyReader(expectedLength, requestId, origin);
    try (JsonParser json = JSON.createParser(reader.readUsualVector(body))) {
      reader.read(json, body.length);
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

  /**
   * Reads a response that is an object within a document, at whose beginning the parser is, to its
   * end.
   *
   * @throws IOException if the document is not JSON
   * @throws MalformedReplyException if it has neither a message nor a vector of the length
   */
  public static Reply readNested(JsonParser json, int expectedLength) throws IOException {
    ReplyReader reader = new ReplyReader(expectedLength, null, () -> "");
    reader.readFields(json);
    return reader.reply();
  }

  /**
   * Reads the vector if the response begins with it in the usual layout. Returns the response for
   * Jackson, which has an empty array in place of a vector that was read.
   */
  private byte[] readUsualVector(byte[] body) {
    float[] vector = new float[expectedLength];
    int end = FastVectorParser.read(body, vector);
    if (end == FastVectorParser.UNSUPPORTED) {
      return body;
    }
    this.vector = vector;
    byte[] rest = Arrays.copyOf(EMPTY_VECTOR, EMPTY_VECTOR.length + body.length - end);
    System.arraycopy(body, end, rest, EMPTY_VECTOR.length, body.length - end);
    return rest;
  }

  private Reply reply() {
    if (message == null) {
      if (problem != null) {
        throw problem;
      }
      if (vector == null) {
        vector = requireFloats();
      }
    }
    return new Reply(vector, binary, inputTextTokenCount, message);
  }

  /** Returns the floats of {@code embeddingsByType}, for a response without {@code embedding}. */
  private float[] requireFloats() {
    if (floatsProblem != null) {
      throw floatsProblem;
    }
    if (floats == null) {
      throw malformed("$.embedding", "expected " + expectedLength + " floats, got none", null);
    }
    return floats;
  }

  /** Returns whether a body is an object without its end: the parser may see a bad token. */
  private static boolean isCutOff(byte[] body) {
    String text = new String(body, ISO_8859_1).strip();
    return text.startsWith("{") && !text.endsWith("}");
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

  /** Names the place of a value that exceeds a limit of the parser, such as 1,000 digits. */
  private void read(JsonParser json, int bytes) throws IOException {
    try {
      readObject(json, bytes);
    } catch (StreamConstraintsException e) {
      String pointer = json.getParsingContext().pathAsPointer().toString();
      throw malformed(
          Abbreviate.beginning("$" + pointer.replaceAll("/(\\d+)", "[$1]").replace('/', '.'), 100),
          "expected JSON within the limits of the parser: " + e.getOriginalMessage(),
          e);
    }
  }

  private void readObject(JsonParser json, int bytes) throws IOException {
    JsonToken first = json.nextToken();
    if (first == null) {
      throw cutOff(bytes, null);
    }
    if (first != JsonToken.START_OBJECT) {
      throw malformed("$", "expected an object, got " + name(first), null);
    }
    readFields(json);
    if (json.nextToken() != null) {
      throw malformed("$", "expected one object, got more", null);
    }
  }

  private void readFields(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      readField(json, json.currentName(), json.nextToken());
    }
  }

  private void readField(JsonParser json, String field, JsonToken value) throws IOException {
    if (field.equals("embedding")) {
      readEmbedding(json, value);
    } else if (field.equals("embeddingsByType") && value == JsonToken.START_OBJECT) {
      readTypes(json);
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
    if (vector == null) {
      vector = readFloats(json, "$.embedding");
    } else {
      json.skipChildren();
    }
  }

  /** Reads an array; returns null after noting the problem if it is not a vector. */
  private float @Nullable [] readFloats(JsonParser json, String path) throws IOException {
    float[] vector = new float[expectedLength];
    int length = 0;
    for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; length++) {
      float number = token.isNumeric() ? json.getFloatValue() : Float.NaN;
      if (!Float.isFinite(number) && problem == null) {
        problem =
            malformed(
                path + "[" + length + "]",
                "expected a finite float, got " + (token.isNumeric() ? number : name(token)),
                null);
      }
      if (length < expectedLength && problem == null) {
        vector[length] = number;
      }
      json.skipChildren();
      token = json.nextToken();
    }
    if (length != expectedLength && problem == null) {
      problem = malformed(path, "expected " + expectedLength + " floats, got " + length, null);
    }
    return problem == null ? vector : null;
  }

  /** Reads the bits; reads the floats, which repeat the vector, only if there is none so far. */
  private void readTypes(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String type = json.currentName();
      boolean isArray = json.nextToken() == JsonToken.START_ARRAY && problem == null;
      if (isArray && type.equals("binary")) {
        readBits(json);
      } else if (isArray && type.equals("float") && vector == null) {
        hasVector = true;
        floats = readFloats(json, "$.embeddingsByType.float");
        floatsProblem = problem;
        problem = null;
      } else {
        json.skipChildren();
      }
    }
  }

  private void readBits(JsonParser json) throws IOException {
    if (binary != null) {
      problem =
          malformed("$.embeddingsByType.binary", "expected one member, got two of that name", null);
    }
    boolean[] bits = new boolean[expectedLength];
    int length = 0;
    for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; length++) {
      int bit = isInt(json, token) ? json.getIntValue() : -1;
      if (bit >> 1 != 0 && problem == null) {
        problem = malformed("$.embeddingsByType.binary[" + length + "]", "expected 0 or 1", null);
      }
      if (length < expectedLength) {
        bits[length] = bit == 1;
      }
      json.skipChildren();
      token = json.nextToken();
    }
    if (length != expectedLength && problem == null) {
      problem =
          malformed(
              "$.embeddingsByType.binary",
              "expected " + expectedLength + " bits, got " + length,
              null);
    }
    binary = BinaryEmbedding.of(bits);
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
   * The members of a response.
   *
   * @param vector finite numbers; null only beside a message
   * @param binary the bits of the vector, if given
   * @param inputTextTokenCount the number of tokens in the text, if given
   * @param message the error message, never blank; null if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Reply(
      float @Nullable [] vector,
      @Nullable BinaryEmbedding binary,
      @Nullable Integer inputTextTokenCount,
      @Nullable String message) {
    /**
     * Requires that the response has no error message in place of the vector.
     *
     * @throws ServiceException if it has one; its kind is recognized from the message, otherwise
     *     {@code MODEL_ERROR}
     */
    public void requireNoError(@Nullable String requestId, int attempts) {
      if (message == null) {
        return;
      }
      throw ServiceMessages.failure(message, Kind.MODEL_ERROR, "HTTP 200 with the message")
          .statusCode(200)
          .attempts(attempts)
          .requestId(requestId)
          .build();
    }

    /**
     * Requires the bits of the vector, which the request asked for.
     *
     * @throws MalformedReplyException if they are missing
     */
    public void requireBits(@Nullable String requestId) {
      if (vector != null && binary == null && message == null) {
        String problem = "expected " + vector.length + " bits, got none";
        throw new MalformedReplyException("$.embeddingsByType.binary", problem, requestId, null);
      }
    }

    /**
     * Returns a response with the vector and the plausible token count.
     *
     * @param maxTokens the token limit of the request
     */
    public EmbeddingResponse.Builder response(ModelId modelId, long maxTokens) {
      Object embedding = ModelAccess.get().embedding().apply(Objects.requireNonNull(vector));
      return EmbeddingResponse.builder()
          .embedding((Embedding) embedding)
          .binaryEmbedding(binary)
          .modelId(modelId)
          .inputTextTokenCount(TokenCounts.plausible(inputTextTokenCount, maxTokens));
    }
  }
}
