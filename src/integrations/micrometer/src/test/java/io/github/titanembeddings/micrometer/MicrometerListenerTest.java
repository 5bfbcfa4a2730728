package io.github.titanembeddings.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.support.Png;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.validation.Violation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MicrometerListenerTest {
  private static final String MODEL = "amazon.titan-embed-image-v1";

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exported)).build();
  private final Tracer openTelemetry = provider.get("test");
  private final ObservationRegistry observations = ObservationRegistry.create();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  @AutoClose private static final TitanStub STUB = TitanStub.start();

  MicrometerListenerTest() {
    OtelTracer tracer = new OtelTracer(openTelemetry, new OtelCurrentTraceContext(), event -> {});
    OtelPropagator propagator =
        new OtelPropagator(
            ContextPropagators.create(W3CTraceContextPropagator.getInstance()), openTelemetry);
    observations
        .observationConfig()
        .observationHandler(
            new FirstMatchingCompositeObservationHandler(
                new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                new DefaultTracingObservationHandler(tracer)));
  }

  @AfterEach
  void close() {
    STUB.reset();
    provider.close();
  }

  /** Both clients, with one body. */
  enum Mode {
    SYNC,
    ASYNC;

    EmbeddingResponse embed(TitanStub stub, MicrometerListener listener, EmbeddingRequest request) {
      if (this == SYNC) {
        try (TitanEmbeddingsClient titan = stub.clientBuilder().listener(listener).build()) {
          return titan.embed(request);
        }
      }
      try (TitanEmbeddingsAsyncClient titan =
          stub.asyncClientBuilder().listener(listener).build()) {
        return titan.embed(request).join();
      } catch (CompletionException e) {
        throw (RuntimeException) e.getCause();
      }
    }
  }

  private SpanData spanOfTheCall() {
    return exported.getFinishedSpanItems().stream()
        .filter(span -> span.getName().startsWith("embeddings"))
        .reduce(
            (one, other) -> {
              throw new AssertionError("two spans");
            })
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void aCallIsAChildOfTheCallersSpan(Mode mode) {
    Span caller = openTelemetry.spanBuilder("caller").startSpan();
    try (Scope current = caller.makeCurrent()) {
      mode.embed(STUB, MicrometerListener.of(observations), EmbeddingRequest.ofText("red shoe"));
    }
    SpanData span = spanOfTheCall();
    assertThat(span.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
    assertThat(span.getName()).isEqualTo("embeddings " + MODEL);
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
    assertThat(attribute(span, "gen_ai.operation.name")).isEqualTo("embeddings");
    assertThat(attribute(span, "gen_ai.provider.name")).isEqualTo("aws.bedrock");
    assertThat(attribute(span, "gen_ai.request.model")).isEqualTo(MODEL);
    assertThat(attribute(span, "gen_ai.embeddings.dimension.count")).isEqualTo("1024");
    assertThat(attribute(span, "gen_ai.usage.input_tokens")).isNotNull();
    assertThat(attribute(span, "error.type")).isNull(); // else it would be a failure
    assertThat(span.toString()).doesNotContain("red shoe");
  }

  private static @Nullable String attribute(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  @ParameterizedTest
  @EnumSource
  void aCallIsAChildOfTheCallersObservation(Mode mode) {
    Observation.createNotStarted("caller", observations)
        .observe(
            () ->
                mode.embed(
                    STUB, MicrometerListener.of(observations), EmbeddingRequest.ofText("a")));
    SpanData caller =
        exported.getFinishedSpanItems().stream()
            .filter(span -> span.getName().equals("caller"))
            .findFirst()
            .orElseThrow();
    assertThat(spanOfTheCall().getParentSpanId()).isEqualTo(caller.getSpanId());
  }

  @Test
  void callsOfABulkRunAreChildrenOfTheCallersObservation() {
    try (TitanEmbeddingsAsyncClient titan =
        STUB.asyncClientBuilder().listener(MicrometerListener.of(observations)).build()) {
      Observation.createNotStarted("caller", observations)
          .observe(
              () ->
                  BulkEmbedder.of(titan, BulkOptions.builder().maxInFlight(2).build())
                      .embed(
                          IntStream.range(0, 10)
                              .mapToObj(
                                  i -> BulkItem.of("k" + i, EmbeddingRequest.ofText("text " + i))),
                          outcome -> {}));
    }
    List<SpanData> spans = exported.getFinishedSpanItems();
    String caller =
        spans.stream()
            .filter(span -> span.getName().equals("caller"))
            .findFirst()
            .orElseThrow()
            .getSpanId();
    assertThat(spans.stream().filter(span -> span.getName().startsWith("embeddings")))
        .hasSize(10)
        .allMatch(span -> span.getParentSpanId().equals(caller));
  }

  @ParameterizedTest
  @EnumSource
  void retriesAreEventsOfTheCall(Mode mode) {
    STUB.throttle(1);
    mode.embed(STUB, MicrometerListener.of(observations, meters), EmbeddingRequest.ofText("a"));
    assertThat(spanOfTheCall().getEvents())
        .singleElement()
        .satisfies(event -> assertThat(event.getName()).startsWith("retry 2: HTTP 429"));
    assertThat(count("titan.embeddings.retries")).isEqualTo(1);
    assertThat(count("titan.embeddings.throttles")).isEqualTo(1);
  }

  private double count(String name) {
    return meters.get(name).tag("gen_ai.request.model", MODEL).counter().count();
  }

  @ParameterizedTest
  @EnumSource
  void countsInput(Mode mode) {
    MicrometerListener listener = MicrometerListener.of(meters);
    mode.embed(
        STUB, listener, EmbeddingRequest.builder().text("shoe").image(Png.black(64)).build());
    mode.embed(STUB, listener, EmbeddingRequest.ofText("red shoe"));
    assertThat(count("titan.embeddings.images")).isEqualTo(1);
    assertThat(meters.get("titan.embeddings.request.size").summary().count()).isEqualTo(2);
    assertThat(meters.get("gen_ai.client.embeddings.operation.input_tokens").summary().count())
        .isEqualTo(2);
    assertThat(
            meters
                .get("gen_ai.client.embeddings.duration")
                .tag("gen_ai.embeddings.dimension.count", "1024")
                .tag("error.type", "none")
                .timer()
                .count())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void failuresPassUnchangedAndAreReportedWithoutTheirMessage(Mode mode) {
    STUB.enqueue(StubResponse.error(400, "ValidationException", "secret words"));
    assertThatThrownBy(
            () ->
                mode.embed(
                    STUB,
                    MicrometerListener.of(observations, meters),
                    EmbeddingRequest.ofText("a")))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("secret words");
    SpanData span = spanOfTheCall();
    assertThat(attribute(span, "error.type")).isEqualTo("REJECTED");
    assertThat(attribute(span, "gen_ai.embeddings.dimension.count")).isNull();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEvents().toString() + span).doesNotContain("secret");
  }

  @ParameterizedTest
  @EnumSource
  void invalidRequestsPassUnchangedAndAreReported(Mode mode) {
    EmbeddingRequest missing = // which is seen when it is sent
        EmbeddingRequest.builder().image(ImageInput.of(Path.of("missing.png"))).build();
    assertThatThrownBy(() -> mode.embed(STUB, MicrometerListener.of(meters), missing))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e ->
                assertThat(e.violations())
                    .extracting(Violation::path)
                    .containsExactly("inputImage"));
    assertThat(
            meters
                .get("gen_ai.client.embeddings.duration")
                .tag("error.type", InvalidRequestException.class.getName())
                .timer()
                .count())
        .isEqualTo(1);
  }

  @Test
  void interruptedCallsEnd() {
    try (TitanEmbeddingsClient titan =
        STUB.clientBuilder().listener(MicrometerListener.of(observations)).build()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> titan.embed(r -> r.text("a")))
          .isInstanceOf(TransportException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(attribute(spanOfTheCall(), "error.type")).isEqualTo("INTERRUPTED");
  }

  @Test
  void cancelledCallsEnd() {
    CompletableFuture<InvokeReply> never = new CompletableFuture<>();
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder()
            .transport(call -> never)
            .listener(MicrometerListener.of(observations))
            .build()) {
      titan.embed(r -> r.text("a")).cancel(true);
    }
    assertThat(attribute(spanOfTheCall(), "error.type"))
        .isEqualTo("java.util.concurrent.CancellationException");
  }

  @Test
  void throttledCallsAreCounted() {
    STUB.throttle(3);
    assertThatThrownBy(
            () ->
                Mode.SYNC.embed(STUB, MicrometerListener.of(meters), EmbeddingRequest.ofText("a")))
        .isInstanceOf(ServiceException.class);
    assertThat(List.of(count("titan.embeddings.retries"), count("titan.embeddings.throttles")))
        .containsExactly(2.0, 3.0);
  }

  @Test
  void withoutHandlersNothingIsObserved() {
    Mode.SYNC.embed(
        STUB, MicrometerListener.of(ObservationRegistry.NOOP), EmbeddingRequest.ofText("a"));
    assertThat(exported.getFinishedSpanItems()).isEmpty();
  }
}
