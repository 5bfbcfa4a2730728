package io.github.titanembeddings.client.listeners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.EmbeddingListener.CallInfo;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.Latches;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListenerTest {
  private static final InvokeReply GOOD = InvokeReply.ofJson(TitanStub.embeddingJson(256));

  /** Records the events. */
  private static final class Notes implements EmbeddingListener {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @Override
    public void onStart(CallInfo call) {
      heard.add(call.number() + " started");
    }

    @Override
    public void onSuccess(
        CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {
      assertThat(elapsed).isPositive();
      heard.add(call.number() + " succeeded with " + payloadBytes + " bytes");
    }

    @Override
    public void onFailure(CallInfo call, Throwable failure, Duration elapsed) {
      failures.add(failure);
      heard.add(call.number() + " failed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void receivesEventsInOrder(ClientMode mode) {
    Notes notes = new Notes();
    try (EitherClient titan =
        mode.over(call -> GOOD, c -> c.listener(notes).embeddingConfig(EmbeddingConfig.of(256)))) {
      titan.embed(r -> r.text("a"));
      assertThrows(InvalidRequestException.class, () -> titan.embed(r -> r.text(" ")));
      titan.withModel(ModelId.of("other")).embed(r -> r.text("ab"));
    }

    assertThat(notes.heard)
        .containsExactly(
            "1 started",
            "1 succeeded with 65 bytes",
            "2 started",
            "2 failed",
            "3 started",
            "3 succeeded with 66 bytes");
    assertThat(notes.failures).singleElement().isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @EnumSource
  void receivesTheFailureOfTheCaller(ClientMode mode) {
    Notes notes = new Notes();
    RuntimeException failure = new IllegalArgumentException("mine");
    try (EitherClient titan =
        mode.over(
            call -> {
              throw failure;
            },
            c -> c.listener(notes))) {
      assertThrows(IllegalArgumentException.class, () -> titan.embed(r -> r.text("a")));
    }
    assertThat(notes.failures).containsExactly(failure);
  }

  @Test
  void receivesACancellation() {
    Notes notes = new Notes();
    CompletableFuture<InvokeReply> never = new CompletableFuture<>();
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder().transport(call -> never).listener(notes).build()) {
      titan.embed(r -> r.text("a")).cancel(true);
    }
    assertThat(notes.failures).singleElement().isInstanceOf(CancellationException.class);
  }

  @ParameterizedTest
  @EnumSource
  void exceptionsDoNotFailTheCall(ClientMode mode) {
    EmbeddingListener broken =
        new EmbeddingListener() {
          @Override
          public void onStart(CallInfo call) {
            throw new AssertionError("broken");
          }
        };
    try (EitherClient titan =
        mode.over(call -> GOOD, c -> c.listener(broken).embeddingConfig(EmbeddingConfig.of(256)))) {
      assertThat(titan.embed(r -> r.text("a")).embedding().length()).isEqualTo(256);
    }
  }

  @ParameterizedTest
  @EnumSource
  void slowListenerBlocksNeitherCallsNorClose(ClientMode mode) {
    CountDownLatch never = new CountDownLatch(1);
    EmbeddingListener stuck =
        new EmbeddingListener() {
          @Override
          public void onStart(CallInfo call) {
            Latches.await(never);
          }
        };
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          try (EitherClient titan =
              mode.over(
                  call -> GOOD, c -> c.listener(stuck).embeddingConfig(EmbeddingConfig.of(256)))) {
            for (int i = 0; i < 6_000; i++) {
              titan.embed(r -> r.text("a"));
            }
          }
        });
  }

  @Test
  void mayCloseTheClient() {
    CompletableFuture<TitanEmbeddingsClient> client = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    EmbeddingListener closing =
        new EmbeddingListener() {
          @Override
          public void onStart(CallInfo call) {
            client.join().close();
            interrupted.complete(Thread.currentThread().isInterrupted());
          }
        };
    TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .transport(call -> GOOD)
            .embeddingConfig(EmbeddingConfig.of(256))
            .listener(closing)
            .build();
    titan.embed(r -> r.text("a"));
    client.complete(titan);

    assertThat(interrupted).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
  }

  @Test
  void receivesExactlyOneTerminalEvent() {
    Notes notes = new Notes();
    ExecutorService replies = Executors.newSingleThreadExecutor();
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder()
            .transport(call -> CompletableFuture.supplyAsync(() -> GOOD, replies))
            .embeddingConfig(EmbeddingConfig.of(256))
            .listener(notes)
            .build()) {
      for (int i = 0; i < 2_000; i++) {
        titan.embed(r -> r.text("a")).cancel(true);
      }
    } finally {
      replies.shutdown();
    }
    assertThat(
            notes.heard.stream()
                .filter(heard -> !heard.endsWith("started"))
                .map(heard -> heard.replaceFirst(" .*", "")))
        .hasSize(2_000)
        .doesNotHaveDuplicates();
  }

  @Test
  void receivesErrors() {
    Notes notes = new Notes();
    AssertionError error = new AssertionError();
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder()
            .transport(call -> new CompletableFuture<>())
            .listener(notes)
            .build()) {
      CompletableFuture<EmbeddingResponse> response =
          titan.embed(
              (Consumer<EmbeddingRequest.Builder>)
                  r -> {
                    throw error;
                  });
      assertThat(Failures.of(response, AssertionError.class)).isSameAs(error);
    }
    assertThat(notes.failures).containsExactly(error);
  }

  @Test
  void callInfoIdentifiesTheCall() {
    Instant start = Instant.parse("2026-01-02T03:04:05Z");

    CallInfo call = new CallInfo(7, ModelId.of("m"), start, 2, 0, "secret");
    assertThat(call).hasToString("CallInfo[7 to m at 2026-01-02T03:04:05Z]");
    assertThat(call.start()).isEqualTo(start);
    assertThrows(
        IllegalArgumentException.class, () -> new CallInfo(7, ModelId.of("m"), start, 0, 0, null));
  }

  @ParameterizedTest
  @EnumSource
  void carriesTheContextOfTheCallingThreadAndTheAttempt(ClientMode mode) {
    ThreadLocal<String> trace = new ThreadLocal<>();
    List<CallInfo> calls = new CopyOnWriteArrayList<>();
    EmbeddingListener tracing =
        new EmbeddingListener() {
          @Override
          public Object captureContext() {
            return trace.get();
          }

          @Override
          public void onStart(CallInfo call) {
            calls.add(call);
          }

          @Override
          public void onRetry(CallInfo call, InvokeRetry retry) {
            calls.add(call);
          }

          @Override
          public void onSuccess(
              CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {
            calls.add(call);
          }

          @Override
          public void onFailure(CallInfo call, Throwable failure, Duration elapsed) {
            calls.add(call);
          }
        };
    InvokeReply secondAttempt = InvokeReply.builder(GOOD.body()).attempts(2).build();
    try (EitherClient titan =
        mode.over(
            call -> {
              call.onRetry().accept(new InvokeRetry(2, Duration.ZERO, "busy"));
              return secondAttempt;
            },
            c -> c.listener(tracing).embeddingConfig(EmbeddingConfig.of(256)))) {
      trace.set("trace 1");
      titan.embed(r -> r.text("a"));
      trace.set("trace 2");
      assertThrows(InvalidRequestException.class, () -> titan.embed(r -> r.text(" ")));
    } finally {
      trace.remove();
    }
    assertThat(calls)
        .extracting(call -> call.context() + ", attempt " + call.attempt())
        .containsExactly(
            "trace 1, attempt 1",
            "trace 1, attempt 2",
            "trace 1, attempt 2",
            "trace 2, attempt 1",
            "trace 2, attempt 1");
  }

  @ParameterizedTest
  @EnumSource
  void countsTheImagesOfACall(ClientMode mode) {
    List<Integer> images = new CopyOnWriteArrayList<>();
    EmbeddingListener counting =
        new EmbeddingListener() {
          @Override
          public void onStart(CallInfo call) {
            images.add(call.images());
          }

          @Override
          public void onSuccess(
              CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {
            images.add(call.images());
          }
        };
    try (EitherClient titan =
        mode.over(
            call -> GOOD, c -> c.listener(counting).embeddingConfig(EmbeddingConfig.of(256)))) {
      titan.embed(r -> r.text("a").image(TestImages.png(64, 64)));
      titan.embed(r -> r.text("a"));
    }
    assertThat(images).containsExactly(0, 1, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void closingWhileInterruptedStillDeliversTheQueuedEvents(ClientMode mode)
      throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch delivered = new CountDownLatch(1);
    EmbeddingListener slow =
        new EmbeddingListener() {
          @Override
          public void onStart(CallInfo call) {
            Latches.await(closed);
          }

          @Override
          public void onSuccess(
              CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {
            delivered.countDown();
          }
        };
    EitherClient titan =
        mode.over(call -> GOOD, c -> c.listener(slow).embeddingConfig(EmbeddingConfig.of(256)));
    titan.embed(r -> r.text("a"));
    Thread.currentThread().interrupt();
    titan.close();

    assertThat(Thread.interrupted()).isTrue();
    closed.countDown();
    assertThat(delivered.await(60, TimeUnit.SECONDS)).isTrue();
  }

  /** An AWS client that was passed in reports no retries, but its failures count the attempts. */
  @ParameterizedTest
  @EnumSource
  void failureHasTheNumberOfItsLastAttempt(ClientMode mode) {
    List<Integer> attempts = new CopyOnWriteArrayList<>();
    EmbeddingListener listener =
        new EmbeddingListener() {
          @Override
          public void onFailure(CallInfo call, Throwable failure, Duration elapsed) {
            attempts.add(call.attempt());
          }
        };
    ServiceException busy =
        ServiceException.builder(ServiceException.Kind.THROTTLED, "busy").attempts(3).build();
    try (EitherClient titan =
        mode.over(
            call -> {
              throw busy;
            },
            c -> c.listener(listener))) {
      assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
    }
    assertThat(attempts).containsExactly(3);
  }

  @ParameterizedTest
  @EnumSource
  void ignoresAFailingContext(ClientMode mode) {
    List<Object> contexts = new CopyOnWriteArrayList<>();
    EmbeddingListener broken =
        new EmbeddingListener() {
          @Override
          public Object captureContext() {
            throw new IllegalStateException("broken");
          }

          @Override
          public void onStart(CallInfo call) {
            contexts.add(String.valueOf(call.context()));
          }
        };
    try (EitherClient titan =
        mode.over(call -> GOOD, c -> c.listener(broken).embeddingConfig(EmbeddingConfig.of(256)))) {
      assertThat(titan.embed(r -> r.text("a")).embedding().length()).isEqualTo(256);
    }
    assertThat(contexts).containsExactly("null");
  }
}
