package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.DisappearedException;
import io.github.titanembeddings.finetune.FineTuningClient;
import io.github.titanembeddings.finetune.WaitOptions;
import io.github.titanembeddings.finetune.WaitTimeoutException;
import io.github.titanembeddings.finetune.internal.ArnRule;
import io.github.titanembeddings.finetune.internal.Preflight;
import io.github.titanembeddings.finetune.internal.RequestCheck;
import io.github.titanembeddings.finetune.internal.Timing;
import io.github.titanembeddings.finetune.throughput.internal.Purchase;
import io.github.titanembeddings.finetune.throughput.internal.ReleaseRetry;
import io.github.titanembeddings.finetune.throughput.internal.ThroughputCalls;
import io.github.titanembeddings.finetune.throughput.internal.ThroughputModel;
import io.github.titanembeddings.finetune.throughput.internal.ThroughputPoll;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Buys provisioned throughput, waits for it, changes the model behind it and releases it.
 * Thread-safe. It can be used until the {@link FineTuningClient} that returned it is closed, and
 * its methods throw the same exceptions: {@link InvalidRequestException}, before a request is sent,
 * for an identifier that can't be that of a throughput.
 *
 * <p>A throughput is named by its ARN or its name. It is billed by the hour from its purchase to
 * its release, whether used or not.
 */
public final class ProvisionedThroughputClient {
  private final BedrockControlPlane control;
  private final ThroughputCalls calls;
  private final Timing timing;

  public ProvisionedThroughputClient(BedrockControlPlane control, Timing timing) {
    this.control = control;
    this.calls = new ThroughputCalls(control);
    this.timing = timing;
  }

  /**
   * Detects conditions under which the service refuses a valid purchase: a region without
   * provisioned throughput, a Legacy model. Makes one call, GetFoundationModel.
   *
   * @return the warnings; empty if the check found nothing
   */
  public List<Violation> preflight(ProvisionedThroughputRequest request) {
    return new Preflight(control).warnings(request);
  }

  /**
   * Buys a throughput, which stays until it is released.
   *
   * @return its ARN
   * @throws ThroughputUncertainException if the request may have been sent and no readable response
   *     came, so that a throughput may exist and be billed
   */
  public String create(ProvisionedThroughputRequest request) {
    Objects.requireNonNull(request, "request");
    return new Purchase(calls, request).make();
  }

  /**
   * Same as {@link #createTemporaryThroughput(ProvisionedThroughputRequest, WaitOptions,
   * ThroughputListener)}, but without a listener.
   */
  public TemporaryThroughput createTemporaryThroughput(
      ProvisionedThroughputRequest request, WaitOptions options) {
    return createTemporaryThroughput(request, options, ThroughputListener.none());
  }

  /**
   * Buys a throughput, waits until it is in service, and releases it when it is closed: use it in
   * {@code try (…)}. If it does not come into service, it is released before this throws.
   *
   * @throws InvalidRequestException if the request asks for a commitment, which can't be released
   * @throws ThroughputUncertainException if the request may have been sent and no readable response
   *     came; if the service then confirms that it made the throughput, it is released before this
   *     throws
   * @throws ThroughputNotReleasedException as a suppressed exception, if it could not be released
   */
  public TemporaryThroughput createTemporaryThroughput(
      ProvisionedThroughputRequest request, WaitOptions options, ThroughputListener listener) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    requireNoCommitment(request);
    TemporaryThroughput temporary = new Purchase(calls, request).makeTemporary(timing, listener);
    try {
      awaitInService(temporary.provisionedModelArn(), options, listener);
      return temporary;
    } catch (Throwable failure) {
      try {
        temporary.close();
      } catch (RuntimeException e) {
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
              .limit("no commitment, as it can't be released before its end")
              .remedy("leave it out, or use create(…)")
              .build());
    }
  }

  /** A throughput as it is now. */
  public ProvisionedThroughput describe(String throughput) {
    return calls.get(requireId(throughput));
  }

  /**
   * All throughput of the account in this region. A page is asked for when its first item is, so
   * the stream may throw while it is read.
   */
  public Stream<ProvisionedThroughput> list() {
    return calls.list();
  }

  /**
   * Waits until a throughput answers with the model that it shall have. Throttling, failures of the
   * service and broken connections do not end the wait. Leaving it does not release anything.
   *
   * @throws ThroughputFailedException if it fails
   * @throws WaitTimeoutException if it is not in service in the time allowed
   * @throws DisappearedException if there is none, asked twice in a row
   */
  public ProvisionedThroughput awaitInService(
      String throughput, WaitOptions options, ThroughputListener listener) {
    requireId(throughput);
    Objects.requireNonNull(listener, "listener");
    return new ThroughputPoll(throughput, options, timing, listener)
        .await(() -> calls.getOnce(throughput));
  }

  /** Likewise, without listening. */
  public ProvisionedThroughput awaitInService(String throughput, WaitOptions options) {
    return awaitInService(throughput, options, ThroughputListener.none());
  }

  /**
   * Puts another model behind a throughput: its ARN and so its {@link
   * io.github.titanembeddings.model.ModelId} stay. Await it to know when the new model answers.
   *
   * @throws InvalidRequestException if the model can't be behind a throughput
   */
  public void updateModel(String throughput, String modelId) {
    requireId(throughput);
    RequestCheck.requireValid(ThroughputModel.violations("desiredModelId", modelId));
    calls.update(throughput, modelId);
  }

  /**
   * Releases a throughput, whoever bought it; one that is not there is as good as released. Tried
   * as often as {@link TemporaryThroughput#close()} says.
   *
   * @throws ThroughputNotReleasedException if it still is there and costs money
   */
  public void release(String throughput) {
    release(throughput, ThroughputListener.none());
  }

  /** Likewise; the listener hears of each attempt that failed. */
  public void release(String throughput, ThroughputListener listener) {
    requireId(throughput);
    RuntimeException thrown;
    try {
      thrown = new ReleaseRetry(calls, timing, listener).run(throughput);
    } catch (RuntimeException e) {
      throw new ThroughputNotReleasedException(throughput, "", e);
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  private static String requireId(String throughput) {
    return ArnRule.THROUGHPUT.require(
        "provisionedModelId", Objects.requireNonNull(throughput, "throughput"));
  }
}
