package io.github.titanembeddings.internal.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.ServiceMessages;
import io.github.titanembeddings.internal.TokenCounts;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.model.internal.json.ReplyReader;
import io.github.titanembeddings.model.internal.json.RequestWriter;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.transport.InvokeRetry;
import io.github.titanembeddings.validation.Limit;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** One call: its request body, the meaning of its response, and the retry with a shorter text. */
public final class EmbedCall {
  private static final int MAX_CUTS_BY_COUNT = 3;
  private static final int SHOWN = 500;
  private static final int QUOTED = 200;

  /** Enough bytes for the quoted characters and one more, which adds the ellipsis. */
  private static final int QUOTED_BYTES = 4 * QUOTED + 4;

  private final ModelId modelId;
  private final PreparedRequest input;
  private final int cutsByCount;
  private final int earlierAttempts;
  private final boolean retries;
  private final byte[] body;

  private EmbedCall(
      ModelId modelId,
      PreparedRequest input,
      int cutsByCount,
      int earlierAttempts,
      boolean retries) {
    this.modelId = modelId;
    this.input = input;
    this.cutsByCount = cutsByCount;
    this.earlierAttempts = earlierAttempts;
    this.retries = retries;
    this.body = RequestWriter.write(input);
  }

  static EmbedCall of(ModelId modelId, PreparedRequest input, boolean retries) {
    return new EmbedCall(modelId, input, 0, 0, retries);
  }

  /**
   * Sends the call, and sends it again with a shorter text if the service counts too many tokens or
   * characters.
   *
   * @param executor encodes the image again
   */
  public CompletableFuture<EmbeddingResponse> send(
      AsyncTransport transport, Executor executor, CallObserver observer) {
    observer.sending(body.length, input.image() == null ? 0 : 1);
    return Futures.recover(
        Futures.map(
            Objects.requireNonNull(
                transport.invoke(invokeCall(observer)),
                "the transport returned null in place of a future"),
            this::response),
        failure -> cutAndSend(failure, transport, executor, observer));
  }

  private CompletableFuture<EmbeddingResponse> cutAndSend(
      Throwable failure, AsyncTransport transport, Executor executor, CallObserver observer) {
    if (!(failure instanceof ServiceException refusal)) {
      return CompletableFuture.failedFuture(
          failure instanceof Exception checked && !(failure instanceof RuntimeException)
              ? translate(checked)
              : failure);
    }
    return Futures.recover(
        Futures.start(
            input.image() != null ? executor : Runnable::run,
            () ->
                cutAgain(refusal)
                    .map(shorter -> shorter.send(transport, executor, observer))
                    .orElseGet(() -> CompletableFuture.failedFuture(counted(refusal)))),
        failed ->
            CompletableFuture.failedFuture(
                failed instanceof TransportException e ? ofResend(e) : failed));
  }

  /** Returns the call to send, which reports its retries; a resend after a cut counts as one. */
  private InvokeCall invokeCall(CallObserver observer) {
    if (earlierAttempts > 0) {
      observer
          .retriesAfter(earlierAttempts - 1)
          .accept(new InvokeRetry(2, Duration.ZERO, "too many tokens, the text was cut"));
    }
    return new InvokeCall(
        modelId, body, retries, observer.retriesAfter(earlierAttempts), input.request().headers());
  }

  private EmbeddingResponse response(InvokeReply reply) {
    Objects.requireNonNull(reply, "the transport returned null in place of a reply");
    ReplyReader.Reply read =
        ReplyReader.read(
            reply.body(), input.request(), reply.requestId().orElse(null), () -> origin(reply));
    read.requireNoError(reply.requestId().orElse(null), earlierAttempts + reply.attempts());
    long maxTokens = input.request().limits().get(Limit.TEXT_TOKENS);
    Integer count = reply.inputTokenCount().isPresent() ? reply.inputTokenCount().getAsInt() : null;
    return read.response(modelId, maxTokens)
        .inputTokenCount(TokenCounts.plausible(count, maxTokens))
        .requestId(reply.requestId().orElse(null))
        .serviceLatency(reply.serviceLatency().orElse(null))
        .truncation(input.text() == null ? null : input.text().truncation().orElse(null))
        .adjustment(input.image() == null ? null : input.image().adjustment())
        .attempts(earlierAttempts + reply.attempts())
        .build();
  }

  /** Quotes the beginning of a reply and names the endpoint, which may be a proxy's. */
  private static String origin(InvokeReply reply) {
    byte[] body = reply.body();
    String text = new String(body, 0, Math.min(body.length, QUOTED_BYTES), UTF_8);
    return reply.endpoint().orElse("the endpoint")
        + " responded \""
        + Abbreviate.beginning(text, QUOTED)
        + "\": ";
  }

  /**
   * Returns the call with a shorter text, if the service counted too many tokens or characters and
   * the text may be cut.
   */
  private Optional<EmbedCall> cutAgain(ServiceException refusal) {
    boolean mayCut =
        input.request().textOverflow() == TextOverflow.TRUNCATE
            && input.text() != null
            && cutsByCount < MAX_CUTS_BY_COUNT;
    String text = Objects.requireNonNullElse(refusal.getMessage(), "");
    return mayCut
        ? ServiceMessages.textCounts(text).flatMap(counts -> shortened(counts, refusal.attempts()))
        : Optional.empty();
  }

  /** Returns a final refusal that also counts the attempts before the text was cut. */
  private ServiceException counted(ServiceException refusal) {
    return earlierAttempts == 0
        ? refusal
        : refusal.toBuilder().attempts(earlierAttempts + refusal.attempts()).build();
  }

  private Optional<EmbedCall> shortened(ServiceMessages.TextCounts counts, int attempts) {
    PreparedRequest shorter;
    try {
      shorter = input.shortened(counts.max(), counts.counted());
    } catch (InvalidRequestException nothingWouldBeLeft) {
      return Optional.empty();
    }
    return Optional.of(
        new EmbedCall(modelId, shorter, cutsByCount + 1, earlierAttempts + attempts, retries));
  }

  /** Returns a failure of a resend, which is never {@code NOT_SENT} for the call as a whole. */
  private static TransportException ofResend(TransportException failure) {
    return failure.kind() == TransportException.Kind.NOT_SENT
        ? new TransportException(
            TransportException.Kind.CONNECTION,
            "after the text was cut, " + failure.getMessage(),
            failure,
            failure.isRetryable())
        : failure;
  }

  /** Translates a checked exception of a custom transport. */
  public static TransportException translate(Exception failure) {
    return new TransportException(
        kind(failure),
        "the transport failed: " + Abbreviate.beginning(failure.toString(), SHOWN),
        failure);
  }

  private static TransportException.Kind kind(Exception failure) {
    if (failure instanceof TimeoutException
        || failure instanceof SocketTimeoutException
        || isHttpTimeout(failure.getClass().getName())) {
      return TransportException.Kind.TIMEOUT;
    }
    return failure instanceof InterruptedException
            || failure instanceof InterruptedIOException
            || failure instanceof ClosedByInterruptException
        ? TransportException.Kind.INTERRUPTED
        : TransportException.Kind.CONNECTION;
  }

  /** Recognizes the JDK HTTP client's exceptions by name: its module is not required. */
  private static boolean isHttpTimeout(String name) {
    return name.startsWith("java.net.http.Http") && name.endsWith("TimeoutException");
  }
}
