package io.github.titanembeddings;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.Refusals;
import io.github.titanembeddings.internal.TokenCounts;
import io.github.titanembeddings.internal.json.ReplyReader;
import io.github.titanembeddings.internal.json.RequestWriter;
import io.github.titanembeddings.internal.text.Shown;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.PreparedRequest;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.validation.Limit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: what is sent, what the answer means, and whether to cut and send again.
 */
final class EmbedCall {
  private static final int MAX_CUTS_BY_COUNT = 3;
  private static final int SHOWN = 500;

  private final ModelId modelId;
  private final PreparedRequest request;
  private final int cutsByCount;
  private final boolean retries;
  private final byte[] body;

  private EmbedCall(ModelId modelId, PreparedRequest request, int cutsByCount, boolean retries) {
    this.modelId = modelId;
    this.request = request;
    this.cutsByCount = cutsByCount;
    this.retries = retries;
    this.body = RequestWriter.write(request);
  }

  static EmbedCall of(ModelId modelId, PreparedRequest request, boolean retries) {
    return new EmbedCall(modelId, request, 0, retries);
  }

  InvokeCall invokeCall() {
    return InvokeCall.builder(modelId, body).retries(retries).build();
  }

  boolean hasImage() {
    return request.image().isPresent();
  }

  long payloadBytes() {
    return body.length;
  }

  EmbeddingResponse response(InvokeReply reply) {
    int length = request.request().embeddingConfig().outputEmbeddingLength();
    ReplyReader.Reply read = ReplyReader.read(reply.body(), length, reply.requestId().orElse(null));
    String message = read.message();
    if (message != null) {
      throw ServiceException.builder(
              ServiceException.Kind.MODEL_ERROR,
              "MODEL_ERROR: the reply of status 200 has a message: "
                  + Shown.beginning(message, SHOWN))
          .statusCode(200)
          .requestId(reply.requestId().orElse(null))
          .violations(Refusals.violations(message))
          .build();
    }
    return EmbeddingResponse.builder()
        .embedding(Objects.requireNonNull(read.embedding()))
        .modelId(modelId)
        .inputTextTokenCount(plausible(read.inputTextTokenCount()))
        .inputTokenCount(
            plausible(
                reply.inputTokenCount().isPresent() ? reply.inputTokenCount().getAsInt() : null))
        .requestId(reply.requestId().orElse(null))
        .serviceLatency(reply.serviceLatency().orElse(null))
        .truncation(request.truncation().orElse(null))
        .adjustment(request.adjustment().orElse(null))
        .build();
  }

  private @Nullable Integer plausible(@Nullable Integer count) {
    return TokenCounts.plausible(count, request.request().limits().get(Limit.TEXT_TOKENS));
  }

  /**
   * The call with less text, if the service counted too many tokens and the request allows that.
   */
  Optional<EmbedCall> cutAgain(ServiceException refusal) {
    boolean mayCut =
        request.request().textOverflow() == TextOverflow.TRUNCATE
            && request.text().isPresent()
            && cutsByCount < MAX_CUTS_BY_COUNT;
    String text = Objects.requireNonNullElse(refusal.getMessage(), "");
    return mayCut ? Refusals.tokenCounts(text).flatMap(this::shortened) : Optional.empty();
  }

  private Optional<EmbedCall> shortened(Refusals.TokenCounts counts) {
    PreparedRequest shorter;
    try {
      shorter = request.shortened(counts.max(), counts.counted());
    } catch (InvalidRequestException nothingWouldBeLeft) {
      return Optional.empty();
    }
    return Optional.of(new EmbedCall(modelId, shorter, cutsByCount + 1, retries));
  }
}
