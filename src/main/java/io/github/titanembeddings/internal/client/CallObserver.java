package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.EmbeddingListener.CallInfo;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Measures one call and reports its events to the client's listener. Thread-safe. */
public abstract class CallObserver {
  /** The observer of all calls that are not reported. It does nothing and allocates nothing. */
  static final CallObserver NONE = new CallObserver() {};

  private static final System.Logger LOG = System.getLogger(EmbeddingListener.class.getName());

  private CallObserver() {}

  /**
   * Reports the start of a call; while too many events are queued, the call is not reported at all.
   * Must be called on the caller's thread.
   */
  static CallObserver started(
      EmbeddingListener listener, ListenerThread thread, long number, ModelId modelId) {
    if (!thread.hasCapacity()) {
      return NONE;
    }
    Object context = null;
    try {
      context = listener.captureContext();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.DEBUG, "a listener failed", e);
    }
    CallInfo call = new CallInfo(number, modelId, Instant.now(), 1, 0, context);
    thread.deliver(() -> listener.onStart(call));
    return new Listened(listener, thread, call);
  }

  /** Returns the listener in the context of the calling thread; unchanged if that fails. */
  static EmbeddingListener inContext(EmbeddingListener listener) {
    try {
      return Objects.requireNonNull(listener.inCurrentContext(), "inCurrentContext returned null");
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.DEBUG, "a listener failed", e);
      return listener;
    }
  }

  /** Notes the size and the images of the body that is about to be sent. */
  void sending(long bytes, int imageCount) {}

  /** Returns a receiver of retries, whose attempts are numbered after the call's earlier ones. */
  Consumer<InvokeRetry> retriesAfter(int earlierAttempts) {
    return retry -> {};
  }

  public void succeeded(EmbeddingResponse response) {}

  public void failed(Throwable failure) {}

  /** Returns a future for the caller, which completes after the end of the call is reported. */
  public CompletableFuture<EmbeddingResponse> watched(
      CompletableFuture<EmbeddingResponse> response) {
    return response;
  }

  private static final class Listened extends CallObserver {
    private final EmbeddingListener listener;
    private final ListenerThread thread;
    private final long startNanos = System.nanoTime();
    private volatile CallInfo call;
    private volatile long payloadBytes;
    private volatile int images;

    private Listened(EmbeddingListener listener, ListenerThread thread, CallInfo call) {
      this.listener = listener;
      this.thread = thread;
      this.call = call;
    }

    private CallInfo atAttempt(int attempt) {
      CallInfo last = call;
      return new CallInfo(
          last.number(), last.modelId(), last.start(), attempt, images, last.context());
    }

    @Override
    void sending(long bytes, int imageCount) {
      payloadBytes = bytes;
      images = imageCount;
    }

    @Override
    Consumer<InvokeRetry> retriesAfter(int earlierAttempts) {
      return retry -> {
        InvokeRetry counted =
            new InvokeRetry(earlierAttempts + retry.attempt(), retry.delay(), retry.reason());
        CallInfo next = atAttempt(counted.attempt());
        call = next;
        thread.offer(List.of(listener), receiver -> receiver.onRetry(next, counted));
      };
    }

    @Override
    public void succeeded(EmbeddingResponse response) {
      CallInfo last = atAttempt(response.attempts());
      Duration elapsed = elapsed();
      long bytes = payloadBytes;
      thread.deliver(() -> listener.onSuccess(last, response, bytes, elapsed));
    }

    @Override
    public void failed(Throwable failure) {
      CallInfo last =
          failure instanceof ServiceException refusal
              ? atAttempt(Math.max(call.attempt(), refusal.attempts()))
              : atAttempt(call.attempt());
      Duration elapsed = elapsed();
      thread.deliver(() -> listener.onFailure(last, failure, elapsed));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
    public CompletableFuture<EmbeddingResponse> watched(
        CompletableFuture<EmbeddingResponse> response) {
      CompletableFuture<EmbeddingResponse> result = new CompletableFuture<>();
      Futures.cancelWith(result, response);
      response.whenComplete(
          (value, failure) -> {
            if (failure == null) {
              succeeded(value);
              result.complete(value);
            } else {
              failed(failure);
              result.completeExceptionally(failure);
            }
          });
      return result;
    }

    private Duration elapsed() {
      return Duration.ofNanos(System.nanoTime() - startNanos);
    }
  }
}
