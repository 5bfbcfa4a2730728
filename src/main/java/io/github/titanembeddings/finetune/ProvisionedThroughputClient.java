package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.internal.Preflight;
import io.github.titanembeddings.finetune.internal.ReleaseRetry;
import io.github.titanembeddings.finetune.internal.ThroughputCalls;
import io.github.titanembeddings.finetune.internal.ThroughputPurchase;
import io.github.titanembeddings.internal.concurrent.Poll;
import io.github.titanembeddings.internal.concurrent.Timing;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.BedrockControlPlane.Retries;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelStatus;

/**
 * Creates, awaits, updates and releases provisioned throughput. Thread-safe. {@link
 * FineTuningClient#provisionedThroughput()} returns it; it can be used until that client is closed,
 * and its methods throw the same exceptions.
 *
 * <p>A throughput is identified by ARN or name. It is billed by the hour from creation to release,
 * used or not.
 *
 * <pre>{@code
 * ProvisionedThroughputClient throughputs = tuning.provisionedThroughput();
 * throughputs.list().forEach(System.out::println); // everything still billed
 * throughputs.release("shop-words");
 * }</pre>
 */
public final class ProvisionedThroughputClient {
  private final BedrockControlPlane control;
  private final ThroughputCalls calls;
  private final ThroughputPurchase purchase;
  private final Timing timing;

  ProvisionedThroughputClient(BedrockControlPlane control, Timing timing) {
    this.control = control;
    this.calls = new ThroughputCalls(control);
    this.purchase = new ThroughputPurchase(calls, ThroughputUncertainException::new);
    this.timing = timing;
  }

  /**
   * Detects conditions under which the service rejects a valid request: a region without
   * provisioned throughput, a Legacy model. Makes one call, GetFoundationModel.
   *
   * @return the warnings; empty if the check found nothing. If the service rejects the call or
   *     fails, this is a warning, not an exception
   * @throws io.github.titanembeddings.exception.TransportException if no response is received
   * @throws IllegalStateException if the client is closed
   */
  public List<Violation> preflight(ProvisionedThroughputRequest request) {
    return new Preflight(control).warnings(request);
  }

  /**
   * Creates a throughput, which is billed until it is released.
   *
   * @return its ARN
   * @throws ThroughputUncertainException if the request may have been sent and no readable response
   *     was received, so that a throughput may exist and be billed
   */
  public String create(ProvisionedThroughputRequest request) {
    return purchase.create(request, null);
  }

  /**
   * Same as {@link #createTemporaryThroughput(ProvisionedThroughputRequest, WaitOptions,
   * Consumer)}, without a listener.
   */
  public TemporaryThroughput createTemporaryThroughput(
      ProvisionedThroughputRequest request, WaitOptions options) {
    return createTemporaryThroughput(request, options, throughput -> {});
  }

  /**
   * Creates a throughput and waits until it is in service. Closing the returned object releases it:
   * use it in a try-with-resources statement. If the throughput does not come into service, it is
   * released before this method throws; if that fails, the exception has a suppressed {@link
   * ThroughputNotReleasedException}.
   *
   * @param listener as for {@link #awaitInService(String, WaitOptions, Consumer)}
   * @throws InvalidRequestException if the request has a commitment, which cannot be released
   * @throws ThroughputUncertainException if the request may have been sent and no readable response
   *     was received; if the service then confirms that it created the throughput, it is released
   *     before this method throws
   * @throws ThroughputFailedException if the throughput fails or disappears
   * @throws io.github.titanembeddings.exception.WaitTimeoutException if it is not in service within
   *     the timeout
   */
  public TemporaryThroughput createTemporaryThroughput(
      ProvisionedThroughputRequest request,
      WaitOptions options,
      Consumer<ProvisionedThroughput> listener) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    requireNoCommitment(request);
    String arn = purchase.create(request, this::release);
    TemporaryThroughput created = new TemporaryThroughput(arn, () -> release(arn));
    try {
      awaitInService(arn, options, listener);
    } catch (Throwable failure) {
      try (created) {
        throw failure;
      }
    }
    return created;
  }

  private static void requireNoCommitment(ProvisionedThroughputRequest request) {
    if (request.commitmentDuration().isPresent()) {
      throw new InvalidRequestException(
          Violation.error(
                  "commitmentDuration", ViolationCodes.THROUGHPUT_COMMITMENT_IS_NOT_TEMPORARY)
              .actual(request.commitmentDuration().get().toString())
              .limit("no commitment, since it cannot be released before its end")
              .remedy("remove it, or use create(...)")
              .build());
    }
  }

  /**
   * Returns the current state of a throughput.
   *
   * @throws InvalidRequestException if {@code throughput} is neither the ARN nor a valid name of a
   *     throughput
   * @throws io.github.titanembeddings.exception.ServiceException of kind {@code NOT_FOUND} if the
   *     throughput does not exist
   */
  public ProvisionedThroughput describe(String throughput) {
    return calls.get(requireId(throughput), Retries.ALLOWED);
  }

  /**
   * Returns all throughput of the account in this region. Each page is requested when its first
   * item is read: reading the stream, not this method, throws the exceptions of a call.
   */
  public Stream<ProvisionedThroughput> list() {
    return calls.list();
  }

  /** Same as {@link #awaitInService(String, WaitOptions, Consumer)}, without a listener. */
  public ProvisionedThroughput awaitInService(String throughput, WaitOptions options) {
    return awaitInService(throughput, options, state -> {});
  }

  /**
   * Waits until a throughput serves its desired model. Throttling, service failures and connection
   * errors do not end the wait. Ending the wait does not release the throughput.
   *
   * @param listener receives the throughput when it is first seen and when its status has changed,
   *     on this thread; its exceptions are logged and ignored
   * @throws InvalidRequestException if {@code throughput} is neither the ARN nor a valid name of a
   *     throughput
   * @throws ThroughputFailedException if it fails
   * @throws io.github.titanembeddings.exception.WaitTimeoutException if it is not in service within
   *     {@link WaitOptions#timeout()}
   * @throws io.github.titanembeddings.exception.ServiceException of kind {@code NOT_FOUND} if the
   *     service reports it as missing twice in a row
   */
  public ProvisionedThroughput awaitInService(
      String throughput, WaitOptions options, Consumer<ProvisionedThroughput> listener) {
    requireId(throughput);
    Objects.requireNonNull(listener, "listener");
    String what = "provisioned throughput " + throughput;
    return new Poll<ProvisionedThroughput>(what, options.pollInterval(), options.timeout(), timing)
        .await(
            () -> calls.get(throughput, Retries.NONE),
            ProvisionedThroughputClient::isInService,
            ProvisionedThroughput::statusAsString,
            listener);
  }

  private static boolean isInService(ProvisionedThroughput state) {
    if (state.status() == ProvisionedModelStatus.FAILED) {
      throw new ThroughputFailedException(state);
    }
    return state.isInService();
  }

  /**
   * Changes the model of a throughput; its ARN, and so its {@link
   * io.github.titanembeddings.model.ModelId}, does not change. Call {@link #awaitInService(String,
   * WaitOptions)} to wait for the new model.
   *
   * @throws InvalidRequestException if the model cannot have a throughput, or {@code throughput} is
   *     neither the ARN nor a valid name of one
   */
  public void updateModel(String throughput, String modelId) {
    calls.update(
        requireId(throughput), FieldRule.THROUGHPUT_MODEL.require("desiredModelId", modelId));
  }

  /**
   * Releases a throughput, whoever created it; a missing one counts as released. Makes up to 5
   * attempts; while the throughput is being created or updated, retries for about 10 minutes.
   * Continues after the first interruption of the thread and ends at the second; the thread's flag
   * stays set.
   *
   * @throws InvalidRequestException if {@code throughput} is neither the ARN nor a valid name of a
   *     throughput
   * @throws ThroughputNotReleasedException if it could not be released and is still billed; also if
   *     the client is closed
   */
  public void release(String throughput) {
    requireId(throughput);
    try {
      new ReleaseRetry(calls, timing).run(throughput);
    } catch (RuntimeException e) { // also that the client was closed before
      throw new ThroughputNotReleasedException(throughput, e);
    }
  }

  private static String requireId(String throughput) {
    return FieldRule.THROUGHPUT_ID.require(
        "provisionedModelId", Objects.requireNonNull(throughput, "throughput"));
  }
}
