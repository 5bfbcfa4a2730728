package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkStoppedException;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.rate.Backoff;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.Refusals;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.PreparedRequest;
import io.github.titanembeddings.model.RequestContent;
import io.github.titanembeddings.transport.InvokeRetry;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Takes items from its size over its preparation and its answer to its outcome. */
@SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
final class ItemPipeline {
  private final Engine engine;
  private final TitanEmbeddingsAsyncClient client;
  private final BulkOptions options;
  private final Time time;
  private final Backoff backoff;
  private final OutcomeRecorder ledger;
  private final MemoryBudget memory;

  ItemPipeline(
      Engine engine,
      TitanEmbeddingsAsyncClient client,
      BulkOptions options,
      Time time,
      Backoff backoff,
      OutcomeRecorder ledger) {
    this.engine = engine;
    this.client = client;
    this.options = options;
    this.time = time;
    this.backoff = backoff;
    this.ledger = ledger;
    this.memory = new MemoryBudget(options.memoryBudget());
  }

  /** Begins an attempt, with what it takes in memory. */
  void start(PendingItem work) {
    if (work.imageBytes == null) {
      reserve(work, work.bodyBytes(0));
    } else {
      CompletableFuture<OptionalLong> size = work.imageBytes;
      if (size.isCompletedExceptionally() && work.failure != null) {
        size = work.item.request().image().map(Puller::byteCount).orElse(size);
      }
      follow(work, size, this::sized);
    }
  }

  private void sized(PendingItem work, OptionalLong bytes) {
    long largest = work.item.request().limits().get(Limit.IMAGE_BYTES);
    reserve(work, work.bodyBytes(bytes.orElse(largest)));
  }

  private void reserve(PendingItem work, long bytes) {
    work.awaitsMemory = !memory.reserve(bytes, () -> reserved(work, bytes));
  }

  private void reserved(PendingItem work, long bytes) {
    work.reserved = bytes;
    if (work.isDone) {
      release(work);
      return;
    }
    if (work.isInLine()) {
      engine.renew(work);
    }
    work.awaitsMemory = false;
    prepare(work);
  }

  private void prepare(PendingItem work) {
    if (engine.isStopped()) {
      fail(work, stopped(work));
      return;
    }
    try {
      if (ledger.isKept() && !work.isHeld) {
        follow(work, client.content(work.item.request()), this::claim);
      } else {
        follow(work, client.prepare(work.request), this::prepared);
      }
    } catch (RuntimeException closed) {
      engine.breakOff(closed);
    }
  }

  /** Prepares an item only if it has to be sent, as fitting an image takes long. */
  private void claim(PendingItem work, RequestContent content) {
    ContentHash hash = ContentHash.of(client.modelId(), content);
    if (work.hash != null && !hash.equals(work.hash)) {
      fail(work, changed(work));
      return;
    }
    boolean isClaimed = work.hash != null;
    work.hash = hash;
    work.request = content.request();
    work.isHeld = true;
    if (isClaimed || ledger.mustBeSent(work)) {
      prepare(work);
    } else if (!work.isDone) {
      release(work);
      engine.leave(work);
    }
  }

  private static InvalidRequestException changed(PendingItem work) {
    return new InvalidRequestException(
        Violation.error("image", ViolationCodes.IMAGE_CHANGED)
            .actual(
                "the content of "
                    + KeyCheck.shown(work.item.key())
                    + " changed after the previous attempt")
            .remedy("leave images unchanged while they are embedded")
            .build());
  }

  private void prepared(PendingItem work, PreparedRequest request) {
    work.prepared(request);
    shrink(work);
    engine.ready(work);
  }

  /** Sends an item that has its place in the quota. */
  void send(PendingItem work) {
    PreparedRequest request = work.prepared;
    if (request == null) {
      throw new IllegalStateException("not prepared: " + work.item);
    }
    if (work.attempts++ == 0) {
      engine.renew(work);
    }
    engine.progress().sent(work.attempts);
    work.sentAt = time.nanoTime();
    RuntimeException reason = work.failure;
    if (reason != null && work.failedRequests > 0) {
      Duration delay = Duration.ofNanos(Math.max(0, work.sentAt - work.failedAt));
      engine.retried(
          work.item.key(), InvokeRetry.of(work.failedRequests + 1, delay, reason(reason)));
    }
    CompletableFuture<EmbeddingResponse> answer;
    try {
      answer = client.embed(request);
    } catch (RuntimeException closed) {
      engine.breakOff(closed);
      return;
    }
    work.isSent = true;
    follow(work, answer, this::answered);
  }

  private static String reason(RuntimeException failure) {
    return failure instanceof ServiceException refusal && refusal.statusCode() > 0
        ? ("HTTP " + refusal.statusCode() + " " + refusal.errorCode()).strip()
        : failure.getClass().getSimpleName();
  }

  private void answered(PendingItem work, EmbeddingResponse response) {
    work.isSent = false;
    options.quota().accepted(time.nanoTime());
    response
        .inputTextTokenCount()
        .ifPresent(tokens -> options.quota().counted(tokens, work.likelyTokens));
    EmbeddingResponse counted =
        response.toBuilder().attempts(work.failedRequests + response.attempts()).build();
    ledger.embed(work, new BulkOutcome.Embedded(work.item.key(), counted));
  }

  /** Goes on with a promise, in the engine's thread; if it was broken, the attempt has failed. */
  private <T> void follow(
      PendingItem work, CompletableFuture<T> promise, BiConsumer<PendingItem, T> next) {
    work.call = promise;
    if (promise.isDone()) {
      promise.whenComplete((value, failure) -> resume(work, value, failure, next));
      return;
    }
    promise.whenComplete((value, failure) -> engine.post(() -> resume(work, value, failure, next)));
  }

  private <T> void resume(
      PendingItem work,
      @Nullable T value,
      @Nullable Throwable failure,
      BiConsumer<PendingItem, T> next) {
    work.call = null;
    if (work.isDone) {
      return;
    }
    if (!work.isSent && engine.isStopped()) {
      fail(work, stopped(work));
    } else if (value != null) {
      next.accept(work, value);
    } else if (failure != null) {
      failed(work, Futures.unwrap(failure));
    }
  }

  private void failed(PendingItem work, Throwable failure) {
    long now = time.nanoTime();
    boolean wasSent = work.isSent;
    work.isSent = false;
    work.failedAt = now;
    if (wasSent) {
      work.failedRequests += failure instanceof ServiceException r ? Math.max(1, r.attempts()) : 1;
    }
    boolean isThrottled = wasSent && tellQuota(work, failure, now);
    if (failure instanceof Error) {
      engine.breakOff(failure);
    }
    RuntimeException exception =
        failure instanceof RuntimeException unchecked
            ? unchecked
            : new IllegalStateException(failure);
    work.failure = exception;
    work.tries += isThrottled ? 0 : 1;
    long due = now + backoff.nanos(Math.max(work.tries, work.attempts), failure);
    boolean isRetryable = exception instanceof TitanException e && e.isRetryable();
    if (wasSent && !work.isSignedAnew && isOfCredentials(exception)) {
      work.isSignedAnew = true;
      isRetryable = true;
      due = now;
    }
    if (isThrottled && options.quota().isStalled(Saturated.nanos(options.deadline()), now)) {
      engine.breakOff(exception);
      isRetryable = false;
    }
    if (isRetryable
        && work.tries < options.maxAttempts()
        && due - work.deadline < 0
        && !engine.isStopped()) {
      engine.again(work, due);
      return;
    }
    fail(work, counted(exception, work.failedRequests));
    if (FailureKind.of(exception) == FailureKind.NOT_ALLOWED) {
      engine.giveUp(exception);
    }
  }

  /**
   * Returns whether an immediate retry may succeed: it is signed with renewed credentials or, after
   * the AWS SDK has read the time in the response, with a corrected clock.
   */
  private static boolean isOfCredentials(RuntimeException failure) {
    return failure instanceof ServiceException refusal
        && Refusals.isOfCredentials(refusal.errorCode());
  }

  /** A failure that says how many requests were sent in all, not only in the last attempt. */
  private static RuntimeException counted(RuntimeException failure, int attempts) {
    return failure instanceof ServiceException refusal && attempts > refusal.attempts()
        ? refusal.toBuilder().attempts(attempts).build()
        : failure;
  }

  /** Tells the quota of an answer; true if that was that it is used up. */
  private boolean tellQuota(PendingItem work, Throwable failure, long now) {
    if (!(failure instanceof ServiceException refusal)) {
      return false;
    }
    if (refusal.kind() != ServiceException.Kind.THROTTLED) {
      if (refusal.kind() != ServiceException.Kind.QUOTA_EXCEEDED) {
        options.quota().accepted(now);
      }
      return false;
    }
    engine.progress().throttled();
    options.quota().throttled(backoff.asked(refusal), work.sentAt, now);
    return true;
  }

  /** Ends an item whose time is over, whatever it waits for, unless its answer is just here. */
  void expire(PendingItem work) {
    if (cancelCall(work)) {
      RuntimeException last = work.failure;
      fail(work, last == null || work.isSent ? late(work) : last);
    }
  }

  private TransportException late(PendingItem work) {
    return new TransportException(
        TransportException.Kind.TIMEOUT,
        "no answer within "
            + options.deadline()
            + ", the deadline of each item; requests: "
            + work.attempts,
        work.failure);
  }

  /** Ends an item that is not sent; one that is sent only if its call is to be cancelled. */
  void stop(PendingItem work, boolean cancelsCalls) {
    if (!work.isDone && (cancelsCalls || !work.isSent) && cancelCall(work)) {
      fail(work, stopped(work));
    }
  }

  private static BulkStoppedException stopped(PendingItem work) {
    String key = KeyCheck.shown(work.item.key());
    return new BulkStoppedException("the run was stopped before " + key + " was done", null, null);
  }

  /** Cancels what an item waits for; false if that is here already and only not looked at yet. */
  private static boolean cancelCall(PendingItem work) {
    CompletableFuture<?> call = work.call;
    return call == null || call.cancel(true) || call.isCancelled();
  }

  private void fail(PendingItem work, RuntimeException failure) {
    ledger.fail(work, failure);
  }

  /** Lets go of what an item held on to. */
  void release(PendingItem work) {
    work.prepared = null;
    work.isHeld = false;
    work.request = work.item.request();
    long bytes = work.reserved;
    work.reserved = 0;
    if (bytes > 0) {
      memory.release(bytes);
    }
  }

  /** Gives back what turned out not to be needed. */
  private void shrink(PendingItem work) {
    long rest = work.reserved - work.bodyBytes;
    if (rest > 0) {
      work.reserved = work.bodyBytes;
      memory.release(rest);
    }
  }
}
