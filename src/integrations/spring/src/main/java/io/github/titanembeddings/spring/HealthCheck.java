package io.github.titanembeddings.spring;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.EmbeddingResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The check behind the health indicators of Boot 3 and Boot 4, whose types differ. Checks only the
 * configuration, which is free, or makes a billed call.
 */
record HealthCheck(ObjectProvider<TitanEmbeddingsAsyncClient> client, boolean calls) {
  /** The property of Boot's own indicators. */
  static final String ENABLED =
      "${management.health.titan-embeddings.enabled:${management.health.defaults.enabled:true}}";

  private static final int TIMEOUT_SECONDS = 10;
  private static final String MODEL = "model";

  /** The health that both indicators report; the status is the name of one of Boot's. */
  record Result(String status, Map<String, Object> details) {}

  Result run() {
    try {
      TitanEmbeddingsAsyncClient titan = client.getObject();
      String model = titan.modelId().value();
      if (calls) {
        call(titan);
        return new Result("UP", Map.of(MODEL, model));
      }
      return new Result(
          "UNKNOWN", Map.of(MODEL, model, "call", "none; set titan.embeddings.health-call=true"));
    } catch (RuntimeException | ExecutionException | TimeoutException e) {
      return down(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return down(e);
    }
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
