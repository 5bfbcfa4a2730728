package io.github.titanembeddings.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The control plane without its HTTP. Takes one request at a time, by the clock it was given. */
final class ControlPlane {
  private static final int REMEMBERED = 1_000;

  final ControlScript script = new ControlScript();
  final Throughputs throughputs;

  private final ControlSettings settings;
  private final CustomModels models;
  private final CustomizationJobs jobs;
  private final Deque<ControlRequest> requests = new ArrayDeque<>();

  ControlPlane(ControlSettings settings, JobWork work) {
    this.settings = settings;
    Arns arns = new Arns();
    models = new CustomModels(settings, arns);
    jobs = new CustomizationJobs(settings, arns, work, models);
    throughputs = new Throughputs(settings, arns, models);
  }

  /** The answer to a request. */
  synchronized StubAnswer answer(
      String method, String path, Map<String, String> query, String body) {
    ControlOperation operation = ControlOperation.of(method, path);
    if (operation == null) {
      return StubAnswer.error(404, "UnknownOperationException", "");
    }
    ControlScript.Entry scripted = script.take(operation);
    Instant now = settings.clock.instant();
    String identifier = operation.identifier(path);
    ControlCall call = new ControlCall(operation, identifier, query, body, now);
    StubAnswer answer = answer(call, scripted);
    remember(call, answer);
    return answer;
  }

  private StubAnswer answer(ControlCall call, ControlScript.@Nullable Entry scripted) {
    if (scripted == null) {
      return carriedOut(call);
    }
    if (scripted.afterwards()) {
      carriedOut(call);
    }
    return scripted.answer();
  }

  private StubAnswer carriedOut(ControlCall call) {
    try {
      jobs.advance(call.now());
      throughputs.advance(call.now());
      boolean creates =
          call.operation() == ControlOperation.CREATE_JOB
              || call.operation() == ControlOperation.CREATE_THROUGHPUT;
      return StubAnswer.json(creates ? 201 : 200, reply(call).toString());
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

  private void remember(ControlCall call, StubAnswer answer) {
    int status = answer.fault() != null ? 0 : answer.status();
    requests.add(
        new ControlRequest(call.operation().awsName(), call.identifier(), call.body(), status));
    if (requests.size() > REMEMBERED) {
      requests.remove();
    }
  }

  synchronized List<ControlRequest> requests() {
    return List.copyOf(requests);
  }

  /** Loses a job or a throughput. */
  synchronized void forget(String identifier) {
    jobs.forget(identifier);
    throughputs.forget(identifier);
  }

  /** Forgets requests and resources. */
  synchronized void clear() {
    script.clear();
    jobs.clear();
    models.clear();
    throughputs.clear();
    requests.clear();
  }
}
