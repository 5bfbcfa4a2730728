package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.ControlRequest;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.internal.http.StubRefusal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The control plane without its HTTP. Takes one request at a time, by the clock it was given. */
public final class ControlPlane {
  private static final int REMEMBERED = 1_000;

  public final ControlScript script = new ControlScript();
  public final Throughputs throughputs;

  private final ControlSettings settings;
  private final CustomModels models;
  private final CustomizationJobs jobs;
  private final Deque<ControlRequest> requests = new ArrayDeque<>();

  public ControlPlane(ControlSettings settings, JobWork work) {
    this.settings = settings;
    Arns arns = new Arns();
    models = new CustomModels(settings, arns);
    jobs = new CustomizationJobs(settings, arns, work, models);
    throughputs = new Throughputs(settings, arns, models);
  }

  /** The answer to a request. */
  public synchronized StubResponse answer(
      String method, String path, Map<String, String> query, String body) {
    ControlOperation operation = ControlOperation.of(method, path);
    if (operation == null) {
      return StubResponse.error(404, "UnknownOperationException", "");
    }
    ControlScript.Entry scripted = script.take(operation);
    Instant now = settings.clock.instant();
    String identifier = operation.identifier(path);
    ControlCall call = new ControlCall(operation, identifier, query, body, now);
    StubResponse answer = answer(call, scripted);
    remember(call, answer);
    return answer;
  }

  private StubResponse answer(ControlCall call, ControlScript.@Nullable Entry scripted) {
    if (scripted == null) {
      return carriedOut(call);
    }
    if (scripted.afterwards()) {
      carriedOut(call);
    }
    return scripted.answer();
  }

  private StubResponse carriedOut(ControlCall call) {
    try {
      jobs.advance(call.now());
      throughputs.advance(call.now());
      boolean creates =
          call.operation() == ControlOperation.CREATE_JOB
              || call.operation() == ControlOperation.CREATE_THROUGHPUT;
      return StubResponse.json(creates ? 201 : 200, reply(call).toString());
    } catch (StubRefusal e) {
      return e.answer();
    }
  }

  private ObjectNode reply(ControlCall call) throws StubRefusal {
    return switch (call.operation()) {
      case CREATE_JOB -> jobs.create(call);
      case GET_JOB -> jobs.get(call);
      case LIST_JOBS -> jobs.list(call);
      case STOP_JOB -> jobs.stop(call);
      case GET_CUSTOM_MODEL -> models.get(call);
      case LIST_CUSTOM_MODELS -> models.list(call);
      case DELETE_CUSTOM_MODEL -> models.delete(call, throughputs);
      case GET_FOUNDATION_MODEL -> FoundationModels.get(call, settings.legacy);
      case CREATE_THROUGHPUT -> throughputs.create(call);
      case GET_THROUGHPUT -> throughputs.get(call);
      case LIST_THROUGHPUTS -> throughputs.list(call);
      case UPDATE_THROUGHPUT -> throughputs.update(call);
      case DELETE_THROUGHPUT -> throughputs.delete(call);
      case CREATE_DEPLOYMENT ->
          throw StubRefusal.invalid("The base model does not support custom model deployments.");
    };
  }

  private void remember(ControlCall call, StubResponse answer) {
    int status = answer.fault() != null ? 0 : answer.status();
    requests.add(
        new ControlRequest(call.operation().awsName(), call.identifier(), call.body(), status));
    if (requests.size() > REMEMBERED) {
      requests.remove();
    }
  }

  public synchronized List<ControlRequest> requests() {
    return List.copyOf(requests);
  }

  /** Loses a job or a throughput. */
  public synchronized void forget(String identifier) {
    jobs.forget(identifier);
    throughputs.forget(identifier);
  }

  /** Forgets requests and resources. */
  public synchronized void clear() {
    script.clear();
    jobs.clear();
    models.clear();
    throughputs.clear();
    requests.clear();
  }
}
