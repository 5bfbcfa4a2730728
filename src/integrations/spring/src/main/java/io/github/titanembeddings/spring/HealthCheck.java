package io.github.titanembeddings.spring;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The check behind the health indicators of Boot 3 and Boot 4, whose types differ. Checks only the
 * configuration, which is free, or makes billed calls.
 */
record HealthCheck(
    ObjectProvider<TitanEmbeddingsAsyncClient> asyncClients,
    ObjectProvider<TitanEmbeddingsClient> clients,
    boolean calls) {
  /** The property of Boot's own indicators. */
  static final String ENABLED =
      "${management.health.titan-embeddings.enabled:${management.health.defaults.enabled:true}}";

  private static final int TIMEOUT_SECONDS = 10;

  /** The health that both indicators report; the status is the name of one of Boot's. */
  record Result(String status, Map<String, Object> details) {}

  Result run() {
    List<TitanEmbeddingsAsyncClient> checked;
    try {
      checked = asyncClients.stream().toList();
    } catch (BeansException e) {
      return withoutAsyncClient(e);
    }
    try {
      if (calls) {
        for (TitanEmbeddingsAsyncClient titan : checked) {
          call(titan);
        }
      }
      return calls
          ? new Result("UP", models(checked.stream().map(TitanEmbeddingsAsyncClient::modelId)))
          : uncalled(checked.stream().map(TitanEmbeddingsAsyncClient::modelId));
    } catch (RuntimeException | ExecutionException | TimeoutException e) {
      return down(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return down(e);
    }
  }

  /** Falls back to blocking clients, whose settings may not suffice for an asynchronous one. */
  private Result withoutAsyncClient(BeansException failure) {
    try {
      return uncalled(clients.stream().map(TitanEmbeddingsClient::modelId));
    } catch (BeansException e) {
      return down(cause(failure));
    }
  }

  /** Returns the library's exception, which Spring wraps. */
  private static Throwable cause(Throwable failure) {
    return failure instanceof BeansException && failure.getCause() != null
        ? cause(failure.getCause())
        : failure;
  }

  private Result uncalled(Stream<ModelId> ids) {
    String remedy = calls ? "no asynchronous client" : "set titan.embeddings.health-call=true";
    Map<String, Object> details = new TreeMap<>(models(ids));
    details.put("call", "none; " + remedy);
    return new Result("UNKNOWN", details);
  }

  private static Map<String, Object> models(Stream<ModelId> ids) {
    return Map.of("model", ids.map(ModelId::value).distinct().collect(Collectors.joining(", ")));
  }

  private static void call(TitanEmbeddingsAsyncClient titan)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<EmbeddingResponse> response = titan.embed(r -> r.text("health"));
    try {
      response.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } finally {
      response.cancel(true); // unless it is complete
    }
  }

  private static Result down(Throwable failure) {
    return new Result("DOWN", Map.of("error", failure.toString()));
  }
}
