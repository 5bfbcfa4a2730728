package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.CallInfo;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tells the listener, if there is one, of the start and the end of one call. */
public final class CallObserver {
  private final @Nullable ListenerThread listener;
  private final CallInfo call;
  private final long startNanos = System.nanoTime();
  private volatile long payloadBytes;

  CallObserver(@Nullable ListenerThread listener, long number, ModelId modelId) {
    this.listener = listener;
    this.call = CallInfo.of(number, modelId, Instant.now());
    if (listener != null) {
      listener.tell(told -> told.started(call));
    }
  }

  /** Notes how large the body is that is about to be sent. */
  public void sending(long bytes) {
    payloadBytes = bytes;
  }

  /** Reports a retry, before its request is sent. */
  void retried(InvokeRetry retry) {
    if (listener != null) {
      listener.tell(told -> told.retried(call, retry));
    }
  }

  public void succeeded(EmbeddingResponse response) {
    if (listener != null) {
      Duration elapsed = elapsed();
      listener.tell(told -> told.succeeded(call, response, payloadBytes, elapsed));
    }
  }

  public void failed(Throwable failure) {
    if (listener != null) {
      Duration elapsed = elapsed();
      listener.tell(told -> told.failed(call, failure, elapsed));
    }
  }

  /** Tells of a future's end, whoever completes it. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public // what the caller gets is the future itself
  void watch(CompletableFuture<EmbeddingResponse> response) {
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
