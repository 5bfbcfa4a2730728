package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gives internal access to the asynchronous client, as the JDK's {@code SharedSecrets} do. The
 * client sets the instance when it is initialized, and is an {@code Object} here, so that this
 * class does not depend on it.
 *
 * @param content hashes a request that is completed with the values of a client, on its executor
 * @param prepare prepares a request that is completed with the values of a client
 * @param embed sends a prepared request
 * @param withoutRetries returns a client that makes one attempt per call over the same connections,
 *     in the context of the calling thread
 */
public record ClientAccess(
    BiFunction<Object, ModelRequest, CompletableFuture<RequestContent>> content,
    BiFunction<Object, ModelRequest, CompletableFuture<PreparedRequest>> prepare,
    BiFunction<Object, PreparedRequest, CompletableFuture<EmbeddingResponse>> embed,
    UnaryOperator<Object> withoutRetries) {
  private static volatile @Nullable ClientAccess instance;

  /** Returns the instance; a client must exist already. */
  public static ClientAccess get() {
    return Objects.requireNonNull(instance, "TitanEmbeddingsAsyncClient is not initialized");
  }

  public static void set(ClientAccess access) {
    instance = access;
  }
}
