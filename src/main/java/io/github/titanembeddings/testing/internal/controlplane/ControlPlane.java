package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.ControlRequest;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.internal.http.ResponseScript;
import io.github.titanembeddings.testing.internal.http.StubError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The control plane below HTTP; performs one request at a time. Thread-safe. */
public final class ControlPlane {
  private static final int MAX_RECORDED = 1_000;
  private static final long BATCH_WORK_NANOS = 5_000_000_000L;

  private final Deque<ControlRequest> requests = new ArrayDeque<>();
  private final InvocationRun.Embedder embedder;
  private volatile State state;

  /** Creates a control plane without resources; the embedder embeds the records of batch jobs. */
  public ControlPlane(InvocationRun.Embedder embedder) {
    this.embedder = embedder;
    state = new State(embedder);
  }

  private static final class State {
    private final ControlSettings settings = new ControlSettings();
    private final CustomModels models = new CustomModels(settings);
    private final CustomizationJobs jobs = new CustomizationJobs(settings, models);
    private final ProvisionedThroughputs throughputs = new ProvisionedThroughputs(settings, models);
    private final InvocationJobs batchJobs;

    private State(InvocationRun.Embedder embedder) {
      batchJobs = new InvocationJobs(settings, models, embedder);
    }
  }

  public ControlSettings settings() {
    return state.settings;
  }

  public ProvisionedThroughputs throughputs() {
    return state.throughputs;
  }

  public StubResponse respond(
      String method, String path, UnaryOperator<String> query, String body) {
    ControlOperation operation = ControlOperation.of(method, path);
    if (operation == null) {
      return StubResponse.error(404, "UnknownOperationException", "");
    }
    Instant now = state.settings.clock.instant();
    String identifier = operation.identifier(path);
    awaitBatchWork(identifier, now);
    return respond(new ControlCall(operation, identifier, query, body, now));
  }

  /**
   * Lets the batch jobs work for up to five seconds, which only large ones exceed, so that they are
   * seen where the clock puts them.
   */
  private void awaitBatchWork(String identifier, Instant now) {
    long deadline = System.nanoTime() + BATCH_WORK_NANOS;
    BackgroundTask<?> work;
    do {
      work = batchWork(identifier, now);
    } while (work != null && work.await(deadline));
  }

  private synchronized @Nullable BackgroundTask<?> batchWork(String identifier, Instant now) {
    state.batchJobs.advance(now);
    return state.batchJobs.work(identifier);
  }

  private synchronized StubResponse respond(ControlCall call) {
    ControlOperation operation = call.operation();
    ResponseScript.Entry scripted = state.settings.script.take(operation.awsName());
    StubResponse response = respond(call, scripted);
    requests.add(
        new ControlRequest(operation.awsName(), call.identifier(), call.body(), response.status()));
    if (requests.size() > MAX_RECORDED) {
      requests.remove();
    }
    return response;
  }

  private StubResponse respond(ControlCall call, ResponseScript.@Nullable Entry scripted) {
    if (scripted == null) {
      return perform(call);
    }
    if (scripted.isPerformed()) {
      perform(call);
    }
    return scripted.response();
  }

  private StubResponse perform(ControlCall call) {
    try {
      state.jobs.advance(call.now());
      state.throughputs.advance(call.now());
      state.batchJobs.advance(call.now());
      boolean creates =
          call.operation() == ControlOperation.CREATE_JOB
              || call.operation() == ControlOperation.CREATE_THROUGHPUT;
      return new StubResponse(
          creates ? 201 : 200, "", reply(call).toString(), Map.of(), Duration.ZERO, null);
    } catch (StubError e) {
      return e.response();
    }
  }

  private ObjectNode reply(ControlCall call) throws StubError {
    return switch (call.operation()) {
      case CREATE_JOB -> state.jobs.create(call);
      case GET_JOB -> state.jobs.get(call);
      case LIST_JOBS -> state.jobs.list(call);
      case STOP_JOB -> state.jobs.stop(call);
      case GET_CUSTOM_MODEL -> state.models.get(call);
      case LIST_CUSTOM_MODELS -> state.models.list(call);
      case DELETE_CUSTOM_MODEL -> state.models.delete(call, state.throughputs::use);
      case GET_FOUNDATION_MODEL -> state.models.getFoundationModel(call);
      case CREATE_THROUGHPUT -> state.throughputs.create(call);
      case GET_THROUGHPUT -> state.throughputs.get(call);
      case LIST_THROUGHPUTS -> state.throughputs.list(call);
      case UPDATE_THROUGHPUT -> state.throughputs.update(call);
      case DELETE_THROUGHPUT -> state.throughputs.delete(call);
      case CREATE_BATCH_JOB -> state.batchJobs.create(call);
      case GET_BATCH_JOB -> state.batchJobs.get(call);
      case LIST_BATCH_JOBS -> state.batchJobs.list(call);
      case STOP_BATCH_JOB -> state.batchJobs.stop(call);
      case CREATE_DEPLOYMENT ->
          throw StubError.invalid("The base model does not support custom model deployments.");
    };
  }

  public synchronized List<ControlRequest> requests() {
    return List.copyOf(requests);
  }

  public synchronized void forget(String identifier) {
    state.jobs.forget(identifier);
    state.throughputs.forget(identifier);
    state.batchJobs.forget(identifier);
  }

  public synchronized void clear() {
    state.batchJobs.cancel();
    state = new State(embedder);
    requests.clear();
  }
}
