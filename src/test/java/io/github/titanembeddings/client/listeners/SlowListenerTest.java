package io.github.titanembeddings.client.listeners;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.support.Latches;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that are slower than the calls. */
@Timeout(60)
class SlowListenerTest {
  private static final InvokeReply GOOD = InvokeReply.ofJson(TitanStub.embeddingJson(256));

  /** Counts the events once it is released. */
  private static final class Stuck implements EmbeddingListener {
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger contexts = new AtomicInteger();
    private final Set<Long> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ended = new AtomicInteger();
    private final CountDownLatch last = new CountDownLatch(1);
    private volatile long lastNumber = Long.MAX_VALUE;

    @Override
    public Object captureContext() {
      return contexts.incrementAndGet();
    }

    @Override
    public void onStart(CallInfo call) {
      Latches.await(release);
      assertThat(open.add(call.number())).isTrue();
    }

    @Override
    public void onSuccess(
        CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {
      ended(call);
    }

    @Override
    public void onFailure(CallInfo call, Throwable failure, Duration elapsed) {
      ended(call);
    }

    private void ended(CallInfo call) {
      if (open.remove(call.number())) {
        ended.incrementAndGet();
      }
      if (call.number() == lastNumber) {
        last.countDown();
      }
    }
  }

  private static TitanEmbeddingsAsyncClient client(
      EmbeddingListener listener, List<CompletableFuture<InvokeReply>> replies) {
    return TitanEmbeddingsAsyncClient.builder()
        .transport(
            call -> {
              CompletableFuture<InvokeReply> reply = new CompletableFuture<>();
              replies.add(reply);
              return reply;
            })
        .embeddingConfig(EmbeddingConfig.of(256))
        .listener(listener)
        .build();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the listener reports the call
  private static void call(TitanEmbeddingsAsyncClient titan) {
    titan.embed(r -> r.text("a"));
  }

  @Test
  void receivesTheEndOfEachCallWhoseStartItReceives() throws InterruptedException {
    Stuck listener = new Stuck();
    List<CompletableFuture<InvokeReply>> replies = new ArrayList<>();
    try (TitanEmbeddingsAsyncClient titan = client(listener, replies)) {
      for (int i = 0; i < 12_000; i++) {
        call(titan);
      }
      replies.forEach(reply -> reply.complete(GOOD));
      int reported = listener.contexts.get();
      listener.lastNumber = reported;
      listener.release.countDown();
      assertThat(listener.last.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(listener.ended).as("ended calls").hasValue(reported);
      assertThat(listener.open).isEmpty();
      assertThat(reported).as("queued starts").isBetween(10_000, 11_000);
      call(titan);
      assertThat(listener.contexts).as("the queue has capacity again").hasValue(reported + 1);
    }
  }

  @Test
  void receivesQueuedEventsAfterTheClientIsClosed() throws InterruptedException {
    Stuck listener = new Stuck();
    listener.lastNumber = 2;
    List<CompletableFuture<InvokeReply>> replies = new ArrayList<>();
    try (TitanEmbeddingsAsyncClient titan = client(listener, replies)) {
      call(titan);
      call(titan);
      replies.get(0).complete(GOOD);
    }
    replies.get(1).complete(GOOD); // a call in flight over a transport that stays open
    listener.release.countDown();

    assertThat(listener.last.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(listener.ended).hasValue(2);
  }

  @Test
  void receivesTheEndOfACompletedCallBeforeTheClientIsClosed() {
    AtomicInteger ended = new AtomicInteger();
    EmbeddingListener listener =
        new EmbeddingListener() {
          @Override
          public void onSuccess(
              CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {
            ended.incrementAndGet();
          }
        };
    List<CompletableFuture<InvokeReply>> replies = new ArrayList<>();
    TitanEmbeddingsAsyncClient titan = client(listener, replies);
    CompletableFuture<Integer> atClose =
        titan
            .embed(r -> r.text("a"))
            .thenApply(
                response -> {
                  titan.close();
                  return ended.get();
                });
    replies.get(0).complete(GOOD);

    assertThat(atClose).isCompletedWithValue(1);
  }
}
