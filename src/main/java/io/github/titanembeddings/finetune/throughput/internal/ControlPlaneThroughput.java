package io.github.titanembeddings.finetune.throughput.internal;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.internal.Preflight;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughput;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputClient;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputRequest;
import io.github.titanembeddings.finetune.throughput.ReleasedThroughput;
import io.github.titanembeddings.finetune.throughput.TemporaryThroughput;
import io.github.titanembeddings.finetune.throughput.ThroughputFailedException;
import io.github.titanembeddings.finetune.throughput.ThroughputListener;
import io.github.titanembeddings.finetune.throughput.ThroughputNotReleasedException;
import io.github.titanembeddings.finetune.throughput.ThroughputUncertainException;
import io.github.titanembeddings.internal.concurrent.Listeners;
import io.github.titanembeddings.internal.concurrent.Poll;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.IdempotentSubmit;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The throughput client over the control plane of Amazon Bedrock. */
public final class ControlPlaneThroughput implements ProvisionedThroughputClient {
  private final ThroughputCalls calls;
  private final Preflight preflight;
  private final Timing timing;

  public ControlPlaneThroughput(BedrockControlPlane control, Timing timing) {
    this.calls = new ThroughputCalls(control);
    this.preflight = new Preflight(control);
    this.timing = timing;
  }

  @Override
  public List<Violation> preflight(ProvisionedThroughputRequest request) {
    return preflight.warnings(request);
  }

  @Override
  public String create(ProvisionedThroughputRequest request) {
    return create(withToken(request), null);
  }

  @Override
  public TemporaryThroughput createTemporaryThroughput(
      ProvisionedThroughputRequest request, WaitOptions options, ThroughputListener listener) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    requireNoCommitment(request);
    Duration start = timing.now();
    String arn =
        create(withToken(request), lost -> new Temporary(lost, request, listener, start).close());
    TemporaryThroughput temporary = new Temporary(arn, request, listener, start);
    try {
      awaitInService(arn, options, listener);
      return temporary;
    } catch (Throwable failure) {
      try {
        temporary.close();
      } catch (RuntimeException | Error e) {
        failure.addSuppressed(e);
      }
      throw failure;
    }
  }

  private static void requireNoCommitment(ProvisionedThroughputRequest request) {
    if (request.commitmentDuration().isPresent()) {
      throw new InvalidRequestException(
          Violation.error(
                  "commitmentDuration", ViolationCodes.THROUGHPUT_COMMITMENT_IS_NOT_TEMPORARY)
              .actual(request.commitmentDuration().get().wireName())
              .limit("no commitment, since it cannot be released before its end")
              .remedy("remove it, or use create(...)")
              .build());
    }
  }

  private static ProvisionedThroughputRequest withToken(ProvisionedThroughputRequest request) {
    return request.clientRequestToken().isPresent()
        ? request
        : request.toBuilder().clientRequestToken(UUID.randomUUID().toString()).build();
  }

  /**
   * Creates a throughput. If no readable response is received, looks it up by its name, so that no
   * creation goes unnoticed.
   *
   * @param release releases the throughput if the service confirms that this request created it
   */
  private String create(ProvisionedThroughputRequest request, @Nullable Consumer<String> release) {
    IdempotentSubmit sent = new IdempotentSubmit();
    try {
      return calls.create(request, sent);
    } catch (TitanException e) {
      throw sent.mayHaveSucceeded(e) ? uncertain(request, e, release) : e;
    } catch (Error e) { // such as an interceptor's, after the creation
      TransportException ended =
          new TransportException(
              TransportException.Kind.CONNECTION, "an error ended the call: " + e, null);
      e.addSuppressed(uncertain(request, ended, release));
      throw e;
    }
  }

  private ThroughputUncertainException uncertain(
      ProvisionedThroughputRequest request,
      TitanException failure,
      @Nullable Consumer<String> release) {
    ProvisionedThroughput found =
        IdempotentSubmit.lookUp(failure, () -> calls.get(request.provisionedModelName()));
    String released =
        release == null || found == null || !matches(request, found)
            ? null
            : IdempotentSubmit.lookUp(failure, () -> releaseOwn(request, release));
    return new ThroughputUncertainException(request, found, released, failure);
  }

  /**
   * Releases the throughput that a request created. The one found by name may belong to someone
   * else, but for a known idempotency token the service creates nothing and returns the ARN of the
   * original throughput.
   */
  private String releaseOwn(ProvisionedThroughputRequest request, Consumer<String> release) {
    String arn = calls.create(request, new IdempotentSubmit());
    release.accept(arn);
    return arn;
  }

  private static boolean matches(
      ProvisionedThroughputRequest request, ProvisionedThroughput found) {
    return found.desiredModelUnits() == request.modelUnits()
        && found.commitmentDuration().isEmpty()
        && (!request.modelId().startsWith("arn:")
            || found.desiredModelArn().equals(request.modelId()));
  }

  @Override
  public ProvisionedThroughput describe(String throughput) {
    return calls.get(requireId(throughput));
  }

  @Override
  public Stream<ProvisionedThroughput> list() {
    return calls.list();
  }

  @Override
  public ProvisionedThroughput awaitInService(
      String throughput, WaitOptions options, ThroughputListener listener) {
    requireId(throughput);
    Objects.requireNonNull(listener, "listener");
    AtomicReference<@Nullable String> last = new AtomicReference<>();
    return new Poll<ProvisionedThroughput>(
            "provisioned throughput " + throughput,
            options.pollInterval(),
            options.timeout(),
            timing)
        .await(
            () -> calls.getOnce(throughput),
            state -> isInService(state, listener, last),
            (failure, pause) -> Listeners.call(() -> listener.onPollFailed(failure, pause)));
  }

  private static boolean isInService(
      ProvisionedThroughput state,
      ThroughputListener listener,
      AtomicReference<@Nullable String> last) {
    if (!state.statusAsString().equals(last.getAndSet(state.statusAsString()))) {
      Listeners.call(() -> listener.onProgress(state));
    }
    if (state.status() == ProvisionedThroughput.Status.FAILED) {
      throw new ThroughputFailedException(state);
    }
    return state.isInService();
  }

  @Override
  public void updateModel(String throughput, String modelId) {
    requireId(throughput);
    RequestCheck.requireValid(FieldRule.THROUGHPUT_MODEL.violations("desiredModelId", modelId));
    calls.update(throughput, modelId);
  }

  @Override
  public void release(String throughput, ThroughputListener listener) {
    requireId(throughput);
    try {
      new ReleaseRetry(calls, timing, listener).run(throughput);
    } catch (RuntimeException e) {
      throw new ThroughputNotReleasedException(throughput, "", e);
    }
  }

  private static String requireId(String throughput) {
    return FieldRule.THROUGHPUT_ID.require(
        "provisionedModelId", Objects.requireNonNull(throughput, "throughput"));
  }

  private final class Temporary implements TemporaryThroughput {
    private final String arn;
    private final ProvisionedThroughputRequest request;
    private final ThroughputListener listener;
    private final Duration start;
    private @Nullable ReleasedThroughput released;

    private Temporary(
        String arn,
        ProvisionedThroughputRequest request,
        ThroughputListener listener,
        Duration start) {
      this.arn = arn;
      this.request = request;
      this.listener = listener;
      this.start = start;
    }

    @Override
    public String provisionedModelArn() {
      return arn;
    }

    @Override
    public String costSoFar() {
      return arn + cost();
    }

    private String cost() {
      return RunningCost.words(timing.since(start), request.hourlyCost().orElse(null));
    }

    @Override
    public synchronized Optional<ReleasedThroughput> released() {
      return Optional.ofNullable(released);
    }

    @Override
    public synchronized void close() {
      if (released != null) {
        return;
      }
      try {
        new ReleaseRetry(calls, timing, listener).run(arn);
      } catch (RuntimeException e) { // also that the client was closed before
        throw new ThroughputNotReleasedException(arn, cost(), e);
      }
      ReleasedThroughput release =
          new ReleasedThroughput(arn, timing.since(start), request.hourlyCost().orElse(null));
      released = release;
      Listeners.call(() -> listener.onReleased(release));
    }

    @Override
    public String toString() {
      return "TemporaryThroughput[" + arn + "]";
    }
  }
}
