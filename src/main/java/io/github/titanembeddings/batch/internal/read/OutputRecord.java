package io.github.titanembeddings.batch.internal.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.ServiceException.Kind;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.ServiceMessages;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.model.internal.json.ReplyReader;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A line of a job's output: a record's vector or failure. Of the echoed input only the requested
 * forms of the vector are read; the rest is skipped, not read into memory.
 *
 * @param recordId the ID; null if the line has none
 * @param reply the vector; null if the record failed
 * @param failure the failure; null if there is a vector
 */
public record OutputRecord(
    @Nullable String recordId,
    ReplyReader.@Nullable Reply reply,
    @Nullable TitanException failure) {
  /** More than any message or ID; a longer string that is read, not skipped, fails its line. */
  private static final int MAX_STRING = 100_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
          .build();

  /**
   * Reads a line.
   *
   * @throws IOException if it is not a JSON object, or the stream cannot be read
   */
  public static OutputRecord read(InputStream line, int vectorLength) throws IOException {
    String id = null;
    ReplyReader.Reply reply = null;
    TitanException failure = null;
    boolean isForBits = false;
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("expected an object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("recordId") && value.isScalarValue()) {
          id = json.getText();
        } else if (field.equals("modelOutput") && value == JsonToken.START_OBJECT) {
          try {
            reply = ReplyReader.readNested(json, vectorLength);
          } catch (MalformedReplyException e) {
            failure = failure == null ? e : failure;
          }
        } else if (field.equals("modelInput") && value == JsonToken.START_OBJECT) {
          isForBits = isForBits(json);
        } else if (field.equals("error") && value != JsonToken.VALUE_NULL) {
          failure = failure(json, value);
        } else {
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("expected one object");
      }
    }
    if (failure == null && reply != null && isForBits) {
      try {
        reply.requireBits(null);
      } catch (MalformedReplyException e) {
        failure = e;
      }
    }
    if (failure == null && reply == null) {
      failure = new MalformedReplyException("$", "expected modelOutput or error", null, null);
    } else if (failure == null && reply != null && reply.message() != null) {
      failure = failure(200, reply.message());
    }
    return new OutputRecord(id, failure == null ? reply : null, failure);
  }

  /** Reads the echoed input; returns whether it asks for the vector as bits. */
  private static boolean isForBits(JsonParser json) throws IOException {
    boolean isForBits = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isTypes = json.currentName().equals(WireNames.EMBEDDING_TYPES);
      if (json.nextToken() == JsonToken.START_ARRAY && isTypes) {
        for (JsonToken type = json.nextToken();
            type != JsonToken.END_ARRAY;
            type = json.nextToken()) {
          isForBits |= type == JsonToken.VALUE_STRING && json.getText().equals("binary");
          json.skipChildren();
        }
      } else {
        json.skipChildren();
      }
    }
    return isForBits;
  }

  private static TitanException failure(JsonParser json, JsonToken first) throws IOException {
    int code = 0;
    String message = "";
    if (first == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("errorCode") && value.isScalarValue()) {
          code = json.getValueAsInt(0);
        } else if (field.equals("errorMessage") && value.isScalarValue()) {
          message = json.getText();
        } else {
          json.skipChildren();
        }
      }
    } else if (first.isScalarValue()) {
      message = json.getText();
    } else {
      json.skipChildren();
    }
    return failure(code, message);
  }

  private static ServiceException failure(int code, String message) {
    return ServiceMessages.failure(message, kind(code), "error " + code + " of a batch job")
        .statusCode(code)
        .build();
  }

  private static Kind kind(int code) {
    return switch (code) {
      case 200, 424 -> Kind.MODEL_ERROR;
      case 400 -> Kind.REJECTED;
      case 401, 403 -> Kind.ACCESS_DENIED;
      case 404 -> Kind.NOT_FOUND;
      case 408 -> Kind.MODEL_TIMEOUT;
      case 429 -> Kind.THROTTLED;
      default -> code >= 500 ? Kind.UNAVAILABLE : Kind.OTHER;
    };
  }
}
