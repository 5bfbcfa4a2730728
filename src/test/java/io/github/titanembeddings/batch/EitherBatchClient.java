package io.github.titanembeddings.batch;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.client.ClientMode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The blocking or the asynchronous client: a behavior test runs once for each. */
final class EitherBatchClient implements AutoCloseable {
  private final BatchInferenceClient blocking;
  private final @Nullable BatchInferenceAsyncClient async;

  EitherBatchClient(ClientMode mode, BatchInferenceClient blocking) {
    this.blocking = blocking;
    async = mode == ClientMode.ASYNC ? BatchInferenceAsyncClient.of(blocking) : null;
  }

  /** Returns a client of a fake server that retries at once and waits by the server's clock. */
  static EitherBatchClient of(ClientMode mode, FakeBedrock bedrock) {
    return new EitherBatchClient(mode, blocking(bedrock).build());
  }

  static BatchInferenceClient.Builder blocking(FakeBedrock bedrock) {
    return BatchInferenceClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(bedrock.endpoint())
        .bedrock(FakeBedrock::retryImmediately)
        .timing(bedrock.ticks);
  }

  private <T> T call(
      Function<BatchInferenceClient, T> direct,
      Function<BatchInferenceAsyncClient, CompletableFuture<T>> future) {
    return async == null ? direct.apply(blocking) : Futures.await(future.apply(async));
  }

  String submit(BatchInferenceRequest request) {
    return call(client -> client.submit(request), client -> client.submit(request));
  }

  String submit(BatchInferenceRequest request, WaitOptions options) {
    return call(
        client -> client.submit(request, options), client -> client.submit(request, options));
  }

  Optional<BatchJob> find(BatchInferenceRequest request) {
    return call(client -> client.find(request), client -> client.find(request));
  }

  BatchJob describe(String job) {
    return call(client -> client.describe(job), client -> client.describe(job));
  }

  List<BatchJob> list() {
    return call(client -> client.list().toList(), BatchInferenceAsyncClient::list);
  }

  void stop(String job) {
    if (async == null) {
      blocking.stop(job);
    } else {
      Futures.await(async.stop(job));
    }
  }

  BatchJob awaitEnd(String job, WaitOptions options) {
    return call(client -> client.awaitEnd(job, options), client -> client.awaitEnd(job, options));
  }

  BatchJob awaitEnd(String job, WaitOptions options, Consumer<BatchJob> listener) {
    return call(
        client -> client.awaitEnd(job, options, listener),
        client -> client.awaitEnd(job, options, listener));
  }

  @Override
  public void close() {
    if (async != null) {
      async.close();
    }
    blocking.close();
  }
}
