package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Measures one call and reports its events. Thread-safe. */
public final class CallObserver {
  /** Receives the events of one call after its start; ignores them by default. */
  public interface Events {
    default void retried(InvokeRetry retry) {}

    default void succeeded(EmbeddingResponse response, long payloadBytes, Duration elapsed) {}

    default void failed(Throwable failure, Duration elapsed) {}
  }

  /** Reports the start of a call, on the calling thread, and receives its further events. */
  public interface Source {
    Source NONE = (number, modelId) -> new Events() {};

    Events start(long number, ModelId modelId);
  }

  private final Events events;
  private final long startNanos = System.nanoTime();
  private volatile long payloadBytes;

  CallObserver(Events events) {
    this.events = events;
  }

  /** Notes the size of the body that is about to be sent. */
  public void sending(long bytes) {
    payloadBytes = bytes;
  }

  void retried(InvokeRetry retry) {
    events.retried(retry);
  }

  public void succeeded(EmbeddingResponse response) {
    events.succeeded(response, payloadBytes, elapsed());
  }

  public void failed(Throwable failure) {
    events.failed(failure, elapsed());
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
