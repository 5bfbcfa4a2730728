package io.github.titanembeddings.micrometer;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.transport.InvokeRetry;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reports each call of a client as one observation, retries included, and counts its input.
 * Thread-safe.
 *
 * <p>The observation {@code gen_ai.client.embeddings.duration} starts on the thread that calls the
 * client, as a child of that thread's observation or span, and stops when the client's listener
 * thread receives the end of the call; a retry is an event of it. A call that begins while that
 * thread is 10,000 events behind is not reported at all, so each observation stops. The span is
 * named {@code embeddings <model>}, of kind CLIENT. The calls of a bulk run are children of the
 * observation of the thread that starts the run; a span without an observation is not their parent.
 * Neither texts nor images nor messages of failures are reported.
 *
 * <pre>{@code
 * TitanEmbeddingsClient titan =
 *     TitanEmbeddingsClient.builder().listener(MicrometerListener.of(observations, meters)).build();
 * }</pre>
 *
 * <table>
 * <caption>Metrics</caption>
 * <tr><th>name</th><th>type</th><th>description</th></tr>
 * <tr><td>gen_ai.client.embeddings.duration</td><td>timer</td><td>calls, by {@code error.type}</td></tr>
 * <tr><td>gen_ai.client.embeddings.operation.input_tokens</td><td>summary</td><td>tokens per
 *     call, where the service counts them</td></tr>
 * <tr><td>titan.embeddings.images</td><td>counter</td><td>embedded images</td></tr>
 * <tr><td>titan.embeddings.request.size</td><td>summary</td><td>bytes of the request body of
 *     successful calls</td></tr>
 * <tr><td>titan.embeddings.retries</td><td>counter</td><td>retries</td></tr>
 * <tr><td>titan.embeddings.throttles</td><td>counter</td><td>throttled attempts</td></tr>
 * </table>
 */
public final class MicrometerListener implements EmbeddingListener {
  private static final String NAME = "gen_ai.client.embeddings.duration";
  private static final String OPERATION = "embeddings";
  private static final String PROVIDER = "aws.bedrock";
  private static final String OPERATION_NAME = "gen_ai.operation.name";
  private static final String PROVIDER_NAME = "gen_ai.provider.name";
  private static final String REQUEST_MODEL = "gen_ai.request.model";
  private static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
  private static final String ERROR_TYPE = "error.type";
  private static final String NONE = "none";
  private static final String DIMENSIONS = "gen_ai.embeddings.dimension.count";

  private final ObservationRegistry observations;
  private final @Nullable MeterRegistry meters;
  private final @Nullable Observation parent;

  private MicrometerListener(
      ObservationRegistry observations,
      @Nullable MeterRegistry meters,
      @Nullable Observation parent) {
    this.observations = Objects.requireNonNull(observations, "observations");
    this.meters = meters;
    this.parent = parent;
  }

  /** Returns a listener that reports observations; the registry's handlers time and trace them. */
  public static MicrometerListener of(ObservationRegistry observations) {
    return new MicrometerListener(observations, null, null);
  }

  /**
   * Returns a listener that reports observations and counts input, retries and throttles.
   *
   * @param observations must have a meter handler if the duration is to be a metric, as in Spring
   *     Boot
   */
  public static MicrometerListener of(ObservationRegistry observations, MeterRegistry meters) {
    return new MicrometerListener(observations, Objects.requireNonNull(meters, "meters"), null);
  }

  /** Returns a listener that reports all metrics, without tracing. */
  public static MicrometerListener of(MeterRegistry meters) {
    ObservationRegistry timing = ObservationRegistry.create();
    timing
        .observationConfig()
        .observationHandler(
            new DefaultMeterObservationHandler(meters, IgnoredMeters.LONG_TASK_TIMER));
    return of(timing, meters);
  }

  /** Returns a listener of calls that are children of the calling thread's observation. */
  @Override
  public EmbeddingListener inCurrentContext() {
    return new MicrometerListener(observations, meters, observations.getCurrentObservation());
  }

  /** Starts the observation on the caller's thread, which has its parent. */
  @Override
  public Object captureContext() {
    Observation observation = Observation.createNotStarted(NAME, CallContext::new, observations);
    if (parent != null) {
      observation.parentObservation(parent);
    }
    return observation
        .contextualName(OPERATION)
        .lowCardinalityKeyValue(OPERATION_NAME, OPERATION)
        .lowCardinalityKeyValue(PROVIDER_NAME, PROVIDER)
        .start();
  }

  /** A context of the kind CLIENT; its carrier is ignored, since no header is added. */
  private static final class CallContext extends SenderContext<Object> {
    CallContext() {
      super((carrier, key, value) -> {}, Kind.CLIENT);
      setCarrier(Kind.CLIENT);
    }

    /**
     * Returns the attributes of the span, except those without a value: any error type would mark
     * the span as failed. Metrics keep them, since all calls must have the same tags.
     */
    @Override
    public KeyValues getAllKeyValues() {
      return KeyValues.of(
          super.getAllKeyValues().stream()
              .filter(attribute -> !attribute.getValue().equals(NONE))
              .toList());
    }
  }

  @Override
  public void onRetry(CallInfo call, InvokeRetry retry) {
    observation(call)
        .event(Observation.Event.of("retry", "retry " + retry.attempt() + ": " + retry.reason()));
    count("titan.embeddings.retries", call, 1);
    if (retry.reason().contains("Throttl")) {
      count("titan.embeddings.throttles", call, 1);
    }
  }

  @Override
  public void onSuccess(
      CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {
    OptionalInt tokens =
        response.inputTextTokenCount().isPresent()
            ? response.inputTextTokenCount()
            : response.inputTokenCount();
    Observation observation = observation(call);
    if (tokens.isPresent()) {
      observation.highCardinalityKeyValue(INPUT_TOKENS, Integer.toString(tokens.getAsInt()));
      record("gen_ai.client.embeddings.operation.input_tokens", "{token}", call, tokens.getAsInt());
    }
    count("titan.embeddings.images", call, call.images());
    record("titan.embeddings.request.size", "bytes", call, (double) payloadBytes);
    stop(observation, call, Integer.toString(response.embedding().length()), NONE);
  }

  @Override
  public void onFailure(CallInfo call, Throwable failure, Duration elapsed) {
    if (failure instanceof ServiceException refusal
        && refusal.kind() == ServiceException.Kind.THROTTLED) {
      count("titan.embeddings.throttles", call, 1);
    }
    String type = errorType(failure);
    Observation observation = observation(call).error(new CallFailedException(type, failure));
    stop(observation, call, NONE, type);
  }

  private static Observation observation(CallInfo call) {
    return call.context() instanceof Observation started ? started : Observation.NOOP;
  }

  private static void stop(Observation observation, CallInfo call, String length, String error) {
    String model = call.modelId().value();
    observation
        .contextualName(OPERATION + " " + model)
        .lowCardinalityKeyValue(REQUEST_MODEL, model)
        .lowCardinalityKeyValue(DIMENSIONS, length)
        .lowCardinalityKeyValue(ERROR_TYPE, error)
        .stop();
  }

  /** Returns a name out of a small set, which contains nothing that the service sent. */
  private static String errorType(Throwable failure) {
    if (failure instanceof ServiceException refusal) {
      return refusal.kind().name();
    }
    return failure instanceof TransportException broken
        ? broken.kind().name()
        : failure.getClass().getName();
  }

  private void count(String name, CallInfo call, int number) {
    if (meters != null) {
      meters.counter(name, tags(call)).increment(number);
    }
  }

  private void record(String name, String unit, CallInfo call, double value) {
    if (meters != null) {
      DistributionSummary.builder(name)
          .baseUnit(unit)
          .tags(tags(call))
          .register(meters)
          .record(value);
    }
  }

  /** Returns an iterable, since Micrometer 1.15 has no methods with {@code Tags}. */
  private static Iterable<Tag> tags(CallInfo call) {
    return Tags.of(
        OPERATION_NAME, OPERATION,
        PROVIDER_NAME, PROVIDER,
        REQUEST_MODEL, call.modelId().value());
  }

  /** The failure of a call without its message, which may quote input. */
  private static final class CallFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallFailedException(String type, Throwable failure) {
      super(type);
      setStackTrace(failure.getStackTrace());
    }
  }
}
