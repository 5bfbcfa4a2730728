package io.github.titanembeddings.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.embedding.listener.EmbeddingModelErrorContext;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.listener.EmbeddingModelRequestContext;
import dev.langchain4j.model.embedding.listener.EmbeddingModelResponseContext;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.validation.Violation;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TitanEmbeddingModelTest {
  private static final String CORE = System.getProperty("core.version", "1.23.0");

  @AutoClose private final TitanStub stub = TitanStub.start();
  private final TitanEmbeddingModel model = TitanEmbeddingModel.of(stub.asyncClient());

  @BeforeEach
  void reset() {
    stub.reset();
  }

  /** Records the events. */
  private static final class Notes implements EmbeddingModelListener {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void onRequest(EmbeddingModelRequestContext context) {
      heard.add("request " + context.textSegments().stream().map(TextSegment::text).toList());
    }

    @Override
    public void onResponse(EmbeddingModelResponseContext context) {
      heard.add("response " + context.embeddingResponse().embeddings().size());
    }

    @Override
    public void onError(EmbeddingModelErrorContext context) {
      heard.add("error " + context.error().getClass().getSimpleName());
    }
  }

  /** Both ways to embed, with one body. */
  enum Mode {
    SYNC,
    ASYNC;

    EmbeddingResponse embed(TitanEmbeddingModel model, EmbeddingRequest request) throws Throwable {
      if (this == SYNC) {
        return model.embed(request);
      }
      CompletableFuture<EmbeddingResponse> response = embedAsync(model, request);
      Throwable failure = response.handle((value, thrown) -> thrown).join();
      if (failure != null) {
        throw failure;
      }
      return response.join();
    }

    EmbeddingResponse embed(TitanEmbeddingModel model, String... texts) throws Throwable {
      return embed(model, EmbeddingRequest.builder().inputs(texts).build());
    }
  }

  /**
   * Calls LangChain4j's method, or the method behind it, since the oldest core lacks the former.
   */
  private static CompletableFuture<EmbeddingResponse> embedAsync(
      TitanEmbeddingModel model, EmbeddingRequest request) {
    return CORE.equals("1.19.0") ? model.doEmbedAsync(request) : model.embedAsync(request);
  }

  @Test
  void runsOnTheTestedVersion() {
    assertThat(EmbeddingRequest.class.getProtectionDomain().getCodeSource().getLocation())
        .asString()
        .endsWith("langchain4j-core-" + CORE + ".jar");
  }

  @Test
  void returnsTheVectorsOfTheClientInOrder() {
    List<TextSegment> texts =
        IntStream.range(0, 50).mapToObj(i -> TextSegment.from("text " + i)).toList();
    List<Embedding> embeddings = model.embedAll(texts).content();
    assertThat(embeddings).hasSize(50);
    for (int i = 0; i < 50; i += 7) {
      String text = "text " + i;
      assertThat(embeddings.get(i).vector())
          .isEqualTo(stub.client().embed(r -> r.text(text)).embedding().toArray());
    }
  }

  @Test
  void fusesTextAndImageIntoOneVector() {
    EmbeddingResponse response =
        model.embed(
            EmbeddingRequest.builder()
                .input(TextContent.from("red shoe"), Images.png())
                .dimensions(384)
                .build());
    assertThat(response.embeddings())
        .singleElement()
        .extracting(Embedding::dimension)
        .isEqualTo(384);
    assertThat(stub.requests())
        .singleElement()
        .satisfies(request -> assertThat(request.text()).contains("red shoe"));
  }

  @Test
  void embedsTextsWithATextModel() {
    TitanEmbeddingModel texts =
        TitanEmbeddingModel.of(stub.asyncClient().withModel(ModelId.onDemand(ModelFamily.TEXT_V2)));

    assertThat(texts.dimension()).isEqualTo(1024);
    assertThat(texts.supportedContentTypes()).containsExactly(ContentType.TEXT);
    assertThat(
            texts
                .embed(EmbeddingRequest.builder().input("red shoe").dimensions(512).build())
                .embeddings())
        .singleElement()
        .extracting(Embedding::dimension)
        .isEqualTo(512);
    assertThat(stub.requests())
        .allMatch(request -> request.modelId().equals("amazon.titan-embed-text-v2:0"));
    assertThatThrownBy(
            () -> texts.embed(EmbeddingRequest.builder().input("red shoe").dimensions(384).build()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("one of [256, 512, 1024]");
    assertThatThrownBy(() -> texts.embed(EmbeddingRequest.builder().input(Images.png()).build()))
        .isInstanceOf(RuntimeException.class);
    assertThat(stub.requestCount()).isEqualTo(1);
  }

  @Test
  void readsImagesOfDataUris() {
    ImageContent image = ImageContent.from(URI.create("data:image/png;base64," + Images.base64()));
    assertThat(model.embed(EmbeddingRequest.builder().input(image).build()).embeddings())
        .hasSize(1);
  }

  @Test
  void notifiesListenersOfInputsWithoutText() {
    Notes notes = new Notes();
    TitanEmbeddingModel listened = model.addListener(notes);
    listened.embed(EmbeddingRequest.builder().input(Images.png()).build());
    listened.embed("red shoe");
    listened.embedAll(List.of(TextSegment.from("a"), TextSegment.from("b")));
    assertThat(notes.heard)
        .containsExactly(
            "request []",
            "response 1",
            "request [red shoe]",
            "response 1",
            "request [a, b]",
            "response 2");
  }

  @Test
  void aFailingListenerDoesNotFailTheCall() {
    Notes notes = new Notes();
    EmbeddingModelListener broken =
        new EmbeddingModelListener() {
          @Override
          public void onRequest(EmbeddingModelRequestContext context) {
            throw new IllegalStateException("broken");
          }
        };
    assertThat(model.addListeners(List.of(broken, notes)).embed("a").content()).isNotNull();
    assertThat(notes.heard).hasSize(2);
  }

  @Test
  void anErrorOfAListenerDoesNotFailTheCall() {
    EmbeddingModelListener broken =
        new EmbeddingModelListener() {
          @Override
          public void onResponse(EmbeddingModelResponseContext context) {
            throw new AssertionError("broken");
          }

          @Override
          public void onError(EmbeddingModelErrorContext context) {
            throw new AssertionError("broken");
          }
        };
    TitanEmbeddingModel listened = model.addListener(broken);
    assertThat(listened.embed("a").content()).isNotNull();
    stub.enqueue(StubResponse.error(400, "ValidationException", "refused"));
    assertThatThrownBy(() -> listened.embed("a")).isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest
  @EnumSource
  void failuresPassUnchanged(Mode mode) {
    Notes notes = new Notes();
    stub.enqueue(StubResponse.error(400, "ValidationException", "refused"));
    assertThatThrownBy(() -> mode.embed(model.addListener(notes), "a"))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.kind()).isEqualTo(ServiceException.Kind.REJECTED));
    assertThat(notes.heard).containsExactly("request [a]", "error ServiceException");
  }

  @ParameterizedTest
  @EnumSource
  void oneFailureFailsAllAndNoneIsMissing(Mode mode) {
    stub.enqueue(StubResponse.error(400, "ValidationException", "refused"));
    assertThatThrownBy(() -> mode.embed(model, "a", "b")).isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest
  @EnumSource
  void invalidInputIsRejectedBeforeAnyCall(Mode mode) {
    assertThatThrownBy(() -> mode.embed(model, "good", "x ".repeat(300)))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e ->
                assertThat(e.violations())
                    .extracting(Violation::path)
                    .containsExactly("inputText"));
    assertThatThrownBy(
            () -> mode.embed(model, EmbeddingRequest.builder().input("a").dimensions(100).build()))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(stub.requestCount()).isZero();
  }

  @Test
  void unsupportedInputIsRejectedBeforeAnyCall() {
    List<EmbeddingRequest> unsupported =
        List.of(
            EmbeddingRequest.builder().input(TextContent.from("a"), TextContent.from("b")).build(),
            EmbeddingRequest.builder().input(Images.png(), Images.png()).build(),
            EmbeddingRequest.builder()
                .input(ImageContent.from("https://example.org/a.png"))
                .build(),
            EmbeddingRequest.builder()
                .input(AudioContent.from("https://example.org/a.wav"))
                .build(),
            EmbeddingRequest.builder().input("a").modelName("other").build());
    for (EmbeddingRequest request : unsupported) {
      assertThatThrownBy(() -> model.embed(request))
          .isInstanceOf(UnsupportedFeatureException.class);
    }
    assertThat(stub.requestCount()).isZero();
  }

  @Test
  void describesTheClientWithoutACall() {
    try (TitanEmbeddingsAsyncClient titan =
        stub.asyncClientBuilder().embeddingConfig(EmbeddingConfig.of(256)).build()) {
      TitanEmbeddingModel small = TitanEmbeddingModel.of(titan);
      assertThat(small.dimension()).isEqualTo(256);
      assertThat(small.modelName()).isEqualTo("amazon.titan-embed-image-v1");
      assertThat(small.provider()).isEqualTo(ModelProvider.AMAZON_BEDROCK);
      assertThat(small.embed("a").content().dimension()).isEqualTo(256);
    }
    assertThat(stub.requestCount()).isEqualTo(1);
  }

  @Test
  void sendsAtMostSixteenCallsAtATimeAndCancelsThem() {
    AtomicInteger sent = new AtomicInteger();
    Queue<CompletableFuture<InvokeReply>> pending = new ConcurrentLinkedQueue<>();
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder()
            .transport(
                call -> {
                  sent.incrementAndGet();
                  CompletableFuture<InvokeReply> reply = new CompletableFuture<>();
                  pending.add(reply);
                  return reply;
                })
            .build()) {
      Notes notes = new Notes();
      String[] texts = IntStream.range(0, 40).mapToObj(i -> "text " + i).toArray(String[]::new);
      CompletableFuture<EmbeddingResponse> response =
          embedAsync(
              TitanEmbeddingModel.of(titan).addListener(notes),
              EmbeddingRequest.builder().inputs(texts).build());
      assertThat(sent).hasValue(16);
      response.cancel(true);
      assertThat(response).isCancelled();
      assertThat(pending).allMatch(CompletableFuture::isCancelled);
      assertThat(sent).hasValue(16);
      assertThat(notes.heard)
          .last()
          .isEqualTo("error " + CancellationException.class.getSimpleName());
    }
  }

  @Test
  void manyCompletedCallsNeedNoStack() {
    InvokeReply reply = InvokeReply.ofJson(TitanStub.embeddingJson(1024));
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder()
            .transport(call -> CompletableFuture.completedFuture(reply))
            .build()) {
      String[] texts = IntStream.range(0, 5_000).mapToObj(i -> "text " + i).toArray(String[]::new);
      assertThat(
              TitanEmbeddingModel.of(titan)
                  .embed(EmbeddingRequest.builder().inputs(texts).build())
                  .embeddings())
          .hasSize(5_000);
    }
  }

  @Test
  void allCallsHaveTheContextOfTheCaller() {
    ThreadLocal<String> trace = ThreadLocal.withInitial(() -> "lost");
    trace.set("trace 1");
    Queue<Object> contexts = new ConcurrentLinkedQueue<>();
    record Tracing(ThreadLocal<String> trace, Queue<Object> contexts, String captured)
        implements EmbeddingListener {
      @Override
      public EmbeddingListener inCurrentContext() {
        return new Tracing(trace, contexts, trace.get());
      }

      @Override
      public Object captureContext() {
        contexts.add(captured);
        return captured;
      }
    }
    try (TitanEmbeddingsAsyncClient titan =
        stub.asyncClientBuilder().listener(new Tracing(trace, contexts, "none")).build()) {
      List<TextSegment> texts =
          IntStream.range(0, 40).mapToObj(i -> TextSegment.from("text " + i)).toList();
      TitanEmbeddingModel.of(titan).embedAll(texts);
    }
    assertThat(contexts).hasSize(40).containsOnly("trace 1");
  }

  @Test
  void anInterruptCancelsTheCall() {
    CompletableFuture<InvokeReply> never = new CompletableFuture<>();
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder().transport(call -> never).build()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> TitanEmbeddingModel.of(titan).embed("a"))
          .isInstanceOfSatisfying(
              TransportException.class,
              e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.INTERRUPTED));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(never).isCancelled();
    }
  }
}
