package io.github.titanembeddings.client.listeners;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The context of calls that other threads make than the one that asked for them. */
class ListenerContextTest {
  private static final InvokeReply GOOD = InvokeReply.ofJson(TitanStub.embeddingJson(256));

  private final ThreadLocal<@Nullable String> trace = new ThreadLocal<>();
  private final List<Object> contexts = new CopyOnWriteArrayList<>();
  private final ExecutorService replies = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    replies.shutdown();
    trace.remove();
  }

  /** Notes the context of each call. */
  private final class Tracing implements EmbeddingListener {
    private final @Nullable String captured;

    Tracing(@Nullable String captured) {
      this.captured = captured;
    }

    @Override
    public EmbeddingListener inCurrentContext() {
      return new Tracing(trace.get());
    }

    @Override
    public Object captureContext() {
      return Objects.requireNonNullElse(captured == null ? trace.get() : captured, "none");
    }

    @Override
    public void onStart(CallInfo call) {
      contexts.add(Objects.requireNonNull(call.context()));
    }
  }

  private TitanEmbeddingsAsyncClient client(EmbeddingListener listener) {
    return TitanEmbeddingsAsyncClient.builder()
        .transport(call -> CompletableFuture.supplyAsync(() -> GOOD, replies))
        .embeddingConfig(EmbeddingConfig.of(256))
        .listener(listener)
        .build();
  }

  @Test
  void bulkCallsHaveTheContextOfTheStartingThread() {
    trace.set("trace 1");
    try (TitanEmbeddingsAsyncClient titan = client(new Tracing(null))) {
      BulkEmbedder.of(titan, BulkOptions.builder().maxInFlight(2).build())
          .embed(
              IntStream.range(0, 20)
                  .mapToObj(i -> BulkItem.of("k" + i, EmbeddingRequest.ofText("text " + i))),
              outcome -> {});
    }
    assertThat(contexts).hasSize(20).containsOnly("trace 1");
  }

  @Test
  void separateCallsHaveTheCallersContext() {
    trace.set("trace 1");
    EmbeddingRequest both =
        EmbeddingRequest.builder().text("red shoe").image(TestImages.png(64, 64)).build();
    try (TitanEmbeddingsAsyncClient titan = client(new Tracing(null))) {
      titan.embedSeparately(both).join();
    }
    assertThat(contexts).containsExactly("trace 1", "trace 1", "trace 1");
  }

  @Test
  void bindsAClientToTheCallersContext() {
    trace.set("trace 1");
    try (TitanEmbeddingsAsyncClient titan = client(new Tracing(null))) {
      TitanEmbeddingsAsyncClient bound = titan.inCurrentContext();
      CompletableFuture.completedFuture("a")
          .thenComposeAsync(text -> bound.embed(r -> r.text(text)), replies)
          .join();
      bound.close();
      trace.set("trace 2");
      titan.embed(r -> r.text("a")).join();
    }
    assertThat(contexts).containsExactly("trace 1", "trace 2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @SuppressWarnings("NullAway") // a listener of a user without null checks
  void ignoresAListenerThatFailsToCaptureIt(boolean throwing) {
    EmbeddingListener broken =
        new EmbeddingListener() {
          @Override
          public EmbeddingListener inCurrentContext() {
            if (throwing) {
              throw new AssertionError("broken");
            }
            return null;
          }

          @Override
          public void onStart(CallInfo call) {
            contexts.add("started");
          }
        };
    try (TitanEmbeddingsAsyncClient titan = client(broken)) {
      assertThat(titan.inCurrentContext().embed(r -> r.text("a")).join().embedding().length())
          .isEqualTo(256);
    }
    assertThat(contexts).containsExactly("started");
  }
}
