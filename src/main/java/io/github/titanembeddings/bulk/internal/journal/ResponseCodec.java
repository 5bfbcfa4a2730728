package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.TextTruncation;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * A response within a record: the vector as float32, the counts, the request id, what was cut and
 * what was changed. The service's latency is not kept.
 */
final class ResponseCodec {
  private static final int UNKNOWN = -1;

  /** A longer id does not come from AWS and could exceed the size of a record. */
  private static final int MAX_REQUEST_ID = 1_024;

  private ResponseCodec() {}

  static int size(EmbeddingResponse response) {
    return (1 + response.embedding().length()) * Float.BYTES
        + 2 * Integer.BYTES
        + Integer.BYTES
        + requestId(response).length
        + 1
        + (response.truncation().isPresent() ? 3 * Integer.BYTES : 0)
        + 1
        + (response.adjustment().isPresent() ? AdjustmentCodec.BYTES : 0);
  }

  static void write(EmbeddingResponse response, ByteBuffer target) {
    target.putInt(response.embedding().length()).put(response.embedding().toBytes());
    target.putInt(response.inputTextTokenCount().orElse(UNKNOWN));
    target.putInt(response.inputTokenCount().orElse(UNKNOWN));
    Fields.put(target, requestId(response));
    target.put((byte) (response.truncation().isPresent() ? 1 : 0));
    response
        .truncation()
        .ifPresent(
            cut -> target.putInt(cut.originalLength()).putInt(cut.keptLength()).putInt(cut.cuts()));
    target.put((byte) (response.adjustment().isPresent() ? 1 : 0));
    response.adjustment().ifPresent(change -> AdjustmentCodec.write(change, target));
  }

  static EmbeddingResponse read(ByteBuffer source) {
    byte[] vector = new byte[source.getInt() * Float.BYTES];
    source.get(vector);
    EmbeddingResponse.Builder response =
        EmbeddingResponse.builder().embedding(Embedding.fromBytes(vector));
    count(source).ifPresent(response::inputTextTokenCount);
    count(source).ifPresent(response::inputTokenCount);
    String requestId = Fields.text(source);
    response.requestId(requestId.isEmpty() ? null : requestId);
    if (source.get() != 0) {
      response.truncation(TextTruncation.of(source.getInt(), source.getInt(), source.getInt()));
    }
    if (source.get() != 0) {
      response.adjustment(AdjustmentCodec.read(source));
    }
    return response.build();
  }

  private static OptionalInt count(ByteBuffer source) {
    int count = source.getInt();
    return count < 0 ? OptionalInt.empty() : OptionalInt.of(count);
  }

  private static byte[] requestId(EmbeddingResponse response) {
    String id = response.requestId().orElse("");
    return (id.length() <= MAX_REQUEST_ID ? id : "").getBytes(UTF_8);
  }
}
