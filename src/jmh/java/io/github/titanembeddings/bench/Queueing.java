package io.github.titanembeddings.bench;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.EmbeddingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Makes more concurrent calls than the default clients have connections. Arguments: {@code
 * latencyMillis calls}. Calls the blocking client on virtual threads where Java has them.
 */
public final class Queueing {
  private Queueing() {}

  /** Prints the number of successful calls of each client, and the elapsed time. */
  public static void main(String[] args) throws Exception {
    int calls = Integer.parseInt(args[1]);
    StaticCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("stub", "stub"));
    try (ProtocolServer server = new ProtocolServer(Integer.parseInt(args[0]));
        TitanEmbeddingsAsyncClient async =
            TitanEmbeddingsAsyncClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .endpointOverride(server.endpoint())
                .build();
        TitanEmbeddingsClient sync =
            TitanEmbeddingsClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .endpointOverride(server.endpoint())
                .build()) {
      EmbeddingRequest request = EmbeddingRequest.ofText("red running shoe");
      long start = System.nanoTime();
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        futures.add(async.embed(request));
      }
      print("asynchronous client", futures, start);

      ExecutorService threads = threads();
      start = System.nanoTime();
      futures.clear();
      for (int i = 0; i < calls; i++) {
        futures.add(threads.submit(() -> sync.embed(request)));
      }
      print("blocking client", futures, start);
      threads.shutdown();
    }
  }

  private static ExecutorService threads() throws ReflectiveOperationException {
    return Runtime.version().feature() < 21
        ? Executors.newCachedThreadPool()
        : (ExecutorService)
            Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  private static void print(String client, List<Future<?>> futures, long start)
      throws InterruptedException {
    int succeeded = 0;
    for (Future<?> future : futures) {
      try {
        future.get();
        succeeded++;
      } catch (ExecutionException e) {
        System.out.println(e.getCause());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d succeeded in %.1f s%n",
        client,
        succeeded,
        futures.size(),
        (System.nanoTime() - start) / 1e9);
  }
}
