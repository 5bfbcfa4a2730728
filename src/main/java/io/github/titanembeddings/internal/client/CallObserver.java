package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.EmbeddingListener.CallInfo;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures one call and reports its events to the client's listener, if any. Thread-safe. */
public final class CallObserver {
  private static final System.Logger LOG = System.getLogger(EmbeddingListener.class.getName());

  private final @Nullable EmbeddingListener listener;
  private final ListenerThread thread;
  private final long startNanos = System.nanoTime();
  private volatile CallInfo call;
  private volatile long payloadBytes;
  private volatile int images;

  /** Reports the start of a call, on whose thread it must be created. */
  CallObserver(
      @Nullable EmbeddingListener listener, ListenerThread thread, long number, ModelId modelId) {
    this.listener = listener;
    this.thread = thread;
    CallInfo started = new CallInfo(number, modelId, Instant.now(), 1, 0, context(listener));
    this.call = started;
    deliver(receiver -> receiver.started(started));
  }

  private static @Nullable Object context(@Nullable EmbeddingListener listener) {
    try {
      return listener == null ? null : listener.captureContext();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.DEBUG, "a listener failed", e);
      return null;
    }
  }

  private void deliver(Consumer<EmbeddingListener> event) {
    EmbeddingListener receiver = listener;
    if (receiver != null) {
      thread.deliver(() -> event.accept(receiver));
    }
  }

  private CallInfo atAttempt(int attempt) {
    CallInfo last = call;
    return new CallInfo(
        last.number(), last.modelId(), last.start(), attempt, images, last.context());
  }

  /** Notes the size and the images of the body that is about to be sent. */
  void sending(long bytes, int imageCount) {
    payloadBytes = bytes;
    images = imageCount;
  }

  void retried(InvokeRetry retry) {
    CallInfo next = atAttempt(retry.attempt());
    call = next;
    deliver(receiver -> receiver.retried(next, retry));
  }

  public void succeeded(EmbeddingResponse response) {
    CallInfo last = atAttempt(response.attempts());
    Duration elapsed = elapsed();
    long bytes = payloadBytes;
    deliver(receiver -> receiver.succeeded(last, response, bytes, elapsed));
  }

  public void failed(Throwable failure) {
    CallInfo last =
        failure instanceof ServiceException refusal
            ? atAttempt(Math.max(call.attempt(), refusal.attempts()))
            : atAttempt(call.attempt());
    Duration elapsed = elapsed();
    deliver(receiver -> receiver.failed(last, failure, elapsed));
  }

  /** Reports the completion of a future. */
  @SuppressWarnings("FutureReturnValueIgnored") // the caller receives the future itself
  public void watch(CompletableFuture<EmbeddingResponse> response) {
    response.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            succeeded(value);
          } else {
            failed(failure);
          }
        });
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
