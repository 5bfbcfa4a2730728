package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.internal.engine.PendingItem.State;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.rate.RateLimiter;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.ServiceMessages;
import io.github.titanembeddings.internal.client.ClientAccess;
import io.github.titanembeddings.internal.client.RequestContent;
import io.github.titanembeddings.internal.concurrent.Backoff;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.transport.InvokeRetry;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The steps of an item. Each one returns the state that the item enters next, or starts an
 * operation and returns it together with the step that follows. No step changes a state.
 */
record ItemPipeline(
    TitanEmbeddingsAsyncClient client,
    BulkOptions options,
    RateLimiter limiter,
    Timing time,
    Backoff backoff,
    OutcomeRecorder recorder,
    Progress progress,
    ListenerThread listeners) {
  /** An operation, and the step that its value leads to. */
  record Step<T>(CompletableFuture<T> call, Function<T, State> next) {}

  Step<OptionalLong> size(PendingItem item) {
    CompletableFuture<OptionalLong> size = item.imageBytes;
    if (size == null) {
      size = CompletableFuture.completedFuture(OptionalLong.of(0));
    } else if (size.isCompletedExceptionally() && item.failure != null) {
      size = RequestContent.imageBytes(item.item.request());
    }
    return new Step<>(
        size,
        bytes -> {
          item.estimateBody(
              bytes.orElseGet(() -> item.item.request().limits().get(Limit.IMAGE_BYTES)));
          return State.AWAITING_MEMORY;
        });
  }

  /**
   * Prepares the request. With a journal the item is hashed and claimed first, since fitting an
   * image is expensive and a claimed item may not have to be sent.
   */
  Step<?> prepare(PendingItem item) {
    ModelRequest request = item.hashed;
    if (recorder.hasLog() && request == null) {
      return new Step<>(
          ClientAccess.get().content().apply(client, item.item.request()),
          content -> hashed(item, content));
    }
    return new Step<>(
        ClientAccess.get().prepare().apply(client, request == null ? item.item.request() : request),
        prepared -> prepared(item, prepared));
  }

  private State hashed(PendingItem item, RequestContent content) {
    ContentHash hash = ContentHash.of(client.modelId(), content);
    boolean isClaimed = item.hash != null;
    if (isClaimed && !hash.equals(item.hash)) {
      return item.fail(changed(item));
    }
    item.hash = hash;
    item.hashed = content.request();
    return isClaimed ? State.PREPARING : recorder.claim(item, content.request().vectorLength());
  }

  private static InvalidRequestException changed(PendingItem item) {
    return new InvalidRequestException(
        Violation.error("image", ViolationCodes.IMAGE_CHANGED)
            .actual(
                "the content of "
                    + Abbreviate.key(item.key())
                    + " changed after the previous attempt")
            .remedy("leave images unchanged while they are embedded")
            .build());
  }

  private static State prepared(PendingItem item, PreparedRequest request) {
    item.prepared(request);
    return State.AWAITING_QUOTA;
  }

  /** Sends an item that the quota has admitted. */
  Step<EmbeddingResponse> send(PendingItem item) {
    PreparedRequest request = Objects.requireNonNull(item.prepared);
    item.attempts++;
    item.sentAt = time.nanoTime();
    progress.sent(item.attempts);
    RuntimeException reason = item.failure;
    if (reason != null && item.failedRequests > 0) {
      Duration delay = Duration.ofNanos(Math.max(0, item.sentAt - item.failedAt));
      InvokeRetry retry = new InvokeRetry(item.failedRequests + 1, delay, reason(reason));
      String key = item.key();
      listeners.offer(options.listeners(), listener -> listener.onRetry(key, retry));
    }
    return new Step<>(
        ClientAccess.get().embed().apply(client, request), response -> embedded(item, response));
  }

  private static String reason(RuntimeException failure) {
    return failure instanceof ServiceException refusal && refusal.statusCode() > 0
        ? ("HTTP " + refusal.statusCode() + " " + refusal.errorCode()).strip()
        : failure.getClass().getSimpleName();
  }

  private State embedded(PendingItem item, EmbeddingResponse response) {
    limiter.accepted(time.nanoTime());
    response
        .inputTextTokenCount()
        .ifPresent(tokens -> limiter.counted(tokens, item.estimatedTokens));
    EmbeddingResponse counted =
        response.toBuilder().attempts(item.failedRequests + response.attempts()).build();
    item.outcome = new BulkOutcome.Embedded(item.key(), counted);
    return State.DONE;
  }

  /** Decides whether an item whose operation failed is retried. */
  State failed(PendingItem item, Throwable failure, boolean mayRetry) {
    long now = time.nanoTime();
    boolean wasSent = item.state == State.SENT;
    item.failedAt = now;
    if (wasSent) {
      item.failedRequests += failure instanceof ServiceException r ? Math.max(1, r.attempts()) : 1;
    }
    boolean isThrottled = wasSent && updateQuota(item, failure, now);
    if (failure instanceof Error) {
      item.fatal = failure;
    }
    RuntimeException exception =
        failure instanceof RuntimeException unchecked
            ? unchecked
            : new IllegalStateException(failure);
    item.failure = exception;
    item.failedAttempts += isThrottled ? 0 : 1;
    long due = now + backoff.delay(Math.max(item.failedAttempts, item.attempts), failure).toNanos();
    boolean isRetryable = exception instanceof TitanException e && e.isRetryable();
    if (wasSent && !item.isSignedAnew && isOfCredentials(exception)) {
      item.isSignedAnew = true;
      isRetryable = true;
      due = now;
    }
    if (isThrottled && limiter.isStalled(Timing.nanos(options.deadline()), now)) {
      item.fatal = exception;
      isRetryable = false;
    }
    if (mayRetry
        && isRetryable
        && item.failedAttempts < options.maxAttempts()
        && due - item.deadline < 0) {
      item.due = due;
      return State.BACKING_OFF;
    }
    return item.fail(withRequestCount(exception, item.failedRequests));
  }

  /**
   * Returns whether an immediate retry may succeed: it is signed with renewed credentials or, after
   * the AWS SDK has read the time in the response, with a corrected clock.
   */
  private static boolean isOfCredentials(RuntimeException failure) {
    return failure instanceof ServiceException refusal
        && ServiceMessages.isOfCredentials(refusal.errorCode());
  }

  /** Returns a failure that counts the requests of all attempts. */
  private static RuntimeException withRequestCount(RuntimeException failure, int requests) {
    return failure instanceof ServiceException refusal && requests > refusal.attempts()
        ? refusal.toBuilder().attempts(requests).build()
        : failure;
  }

  /** Adapts the quota to a failed response; returns whether the request was throttled. */
  private boolean updateQuota(PendingItem item, Throwable failure, long now) {
    if (!(failure instanceof ServiceException refusal)) {
      return false;
    }
    if (refusal.kind() != ServiceException.Kind.THROTTLED) {
      if (refusal.kind() != ServiceException.Kind.QUOTA_EXCEEDED) {
        limiter.accepted(now);
      }
      return false;
    }
    progress.throttled();
    limiter.throttled(backoff.retryAfter(refusal).toNanos(), item.sentAt, now);
    return true;
  }

  State expired(PendingItem item) {
    RuntimeException last = item.failure;
    if (last != null && item.state != State.SENT) {
      return item.fail(last);
    }
    return item.fail(
        new TransportException(
            TransportException.Kind.TIMEOUT,
            "no response within "
                + options.deadline()
                + ", the deadline of each item; requests: "
                + item.attempts,
            last));
  }
}
