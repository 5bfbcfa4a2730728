package io.github.titanembeddings.batch;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Threads;
import io.github.titanembeddings.job.WaitOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The methods of {@link BatchInferenceClient} without blocking. Thread-safe. {@link #close()} ends
 * the calls in flight.
 *
 * <pre>{@code
 * try (BatchInferenceAsyncClient batch = BatchInferenceAsyncClient.create()) {
 *   batch.submit(batchRequest, WaitOptions.defaults())
 *       .thenCompose(arn -> batch.awaitEnd(arn, WaitOptions.defaults()))
 *       .thenAccept(job -> System.out.println(job.status()))
 *       .join();
 * }
 * }</pre>
 *
 * <p>Futures fail with the exceptions of the blocking client, not wrapped; only null arguments and
 * use after close throw immediately. Cancelling a future ends its call or wait; {@link #find}
 * returns the job that a cancelled submission made, if any. Each call in flight, a wait included,
 * occupies one daemon thread, on which its future completes: jobs are few, at most 20 at a time by
 * default.
 */
public final class BatchInferenceAsyncClient implements AutoCloseable {
  private final BatchInferenceClient client;
  private final boolean owned;
  private final ThreadFactory threads = Threads.daemons("titan-embeddings-batch");
  private final Map<Thread, CompletableFuture<?>> calls = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private BatchInferenceAsyncClient(BatchInferenceClient client, boolean owned) {
    this.client = Objects.requireNonNull(client, "client");
    this.owned = owned;
  }

  /**
   * Returns a client with the AWS SDK's default credentials and region.
   *
   * @throws IllegalStateException if {@code software.amazon.awssdk:bedrock} is not on the class
   *     path
   * @throws io.github.titanembeddings.exception.TransportException if the AWS SDK cannot create its
   *     client, such as without a region
   */
  public static BatchInferenceAsyncClient create() {
    return new BatchInferenceAsyncClient(BatchInferenceClient.create(), true);
  }

  /** Returns a client over the connections of another, which {@link #close()} leaves open. */
  public static BatchInferenceAsyncClient of(BatchInferenceClient client) {
    return new BatchInferenceAsyncClient(client, false);
  }

  /** Same as {@link BatchInferenceClient#submit(BatchInferenceRequest)}, but does not block. */
  public CompletableFuture<String> submit(BatchInferenceRequest request) {
    Objects.requireNonNull(request, "request");
    return call(batch -> batch.submit(request));
  }

  /**
   * Same as {@link BatchInferenceClient#submit(BatchInferenceRequest, WaitOptions)}, but does not
   * block.
   */
  public CompletableFuture<String> submit(BatchInferenceRequest request, WaitOptions options) {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(options, "options");
    return call(batch -> batch.submit(request, options));
  }

  /** Same as {@link BatchInferenceClient#find}, but does not block. */
  public CompletableFuture<Optional<BatchJob>> find(BatchInferenceRequest request) {
    Objects.requireNonNull(request, "request");
    return call(batch -> batch.find(request));
  }

  /** Same as {@link BatchInferenceClient#describe}, but does not block. */
  public CompletableFuture<BatchJob> describe(String job) {
    Objects.requireNonNull(job, "job");
    return call(batch -> batch.describe(job));
  }

  /** Same as {@link BatchInferenceClient#list}, but reads all pages and does not block. */
  public CompletableFuture<List<BatchJob>> list() {
    return call(batch -> batch.list().toList());
  }

  /** Same as {@link BatchInferenceClient#stop}, but does not block. */
  public CompletableFuture<Void> stop(String job) {
    Objects.requireNonNull(job, "job");
    return Futures.then(
        call(
            batch -> {
              batch.stop(job);
              return job;
            }),
        stopped -> CompletableFuture.allOf());
  }

  /** Same as {@link #awaitEnd(String, WaitOptions, Consumer)}, without a listener. */
  public CompletableFuture<BatchJob> awaitEnd(String job, WaitOptions options) {
    return awaitEnd(job, options, state -> {});
  }

  /**
   * Same as {@link BatchInferenceClient#awaitEnd(String, WaitOptions, Consumer)}, but does not
   * block.
   */
  public CompletableFuture<BatchJob> awaitEnd(
      String job, WaitOptions options, Consumer<BatchJob> listener) {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    return call(batch -> batch.awaitEnd(job, options, listener));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  private <T> CompletableFuture<T> call(Function<BatchInferenceClient, T> function) {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    CompletableFuture<T> call = new CompletableFuture<>();
    Thread thread = threads.newThread(() -> complete(call, function));
    calls.put(thread, call);
    call.whenComplete((result, failure) -> end(thread));
    thread.start();
    if (closed) { // while it started
      fail(call);
    }
    return call;
  }

  private <T> void complete(CompletableFuture<T> call, Function<BatchInferenceClient, T> function) {
    try {
      call.complete(function.apply(client));
    } catch (Throwable e) {
      call.completeExceptionally(e);
    }
  }

  private void end(Thread thread) {
    calls.remove(thread);
    if (Thread.currentThread() != thread) { // cancelled or closed
      thread.interrupt();
    }
  }

  /** Ends the calls in flight, and closes the connections that this client created. */
  @Override
  public void close() {
    closed = true;
    calls.values().forEach(BatchInferenceAsyncClient::fail);
    if (owned) {
      client.close();
    }
  }

  private static void fail(CompletableFuture<?> call) {
    call.completeExceptionally(
        new TransportException(TransportException.Kind.CLOSED, "closed during the call", null));
  }
}
