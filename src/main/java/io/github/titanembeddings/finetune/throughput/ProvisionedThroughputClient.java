package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.stream.Stream;

/**
 * Creates, awaits, updates and releases provisioned throughput. Thread-safe. {@link
 * io.github.titanembeddings.finetune.FineTuningClient#provisionedThroughput()} returns it; it can
 * be used until that client is closed, and its methods throw the same exceptions. An interface so
 * that tests can fake it.
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
public interface ProvisionedThroughputClient {
  /**
   * Detects conditions under which the service rejects a valid request: a region without
   * provisioned throughput, a Legacy model. Makes one call, GetFoundationModel.
   *
   * @return the warnings; empty if the check found nothing
   */
  List<Violation> preflight(ProvisionedThroughputRequest request);

  /**
   * Creates a throughput, which is billed until it is released.
   *
   * @return its ARN
   * @throws ThroughputUncertainException if the request may have been sent and no readable response
   *     was received, so that a throughput may exist and be billed
   */
  String create(ProvisionedThroughputRequest request);

  /**
   * Same as {@link #createTemporaryThroughput(ProvisionedThroughputRequest, WaitOptions,
   * ThroughputListener)}, without a listener.
   */
  default TemporaryThroughput createTemporaryThroughput(
      ProvisionedThroughputRequest request, WaitOptions options) {
    return createTemporaryThroughput(request, options, throughput -> {});
  }

  /**
   * Creates a throughput, waits until it is in service, and releases it when closed: use it in
   * {@code try (...)}. If it does not get into service, it is released before this throws.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if the request has a
   *     commitment, which cannot be released
   * @throws ThroughputUncertainException if the request may have been sent and no readable response
   *     was received; if the service then confirms that it created the throughput, it is released
   *     before this throws
   * @throws ThroughputNotReleasedException as a suppressed exception, if it could not be released
   */
  TemporaryThroughput createTemporaryThroughput(
      ProvisionedThroughputRequest request, WaitOptions options, ThroughputListener listener);

  /** Returns the current state of a throughput. */
  ProvisionedThroughput describe(String throughput);

  /**
   * Returns all throughput of the account in this region. Each page is requested when its first
   * item is read, so reading the stream may throw.
   */
  Stream<ProvisionedThroughput> list();

  /**
   * Same as {@link #awaitInService(String, WaitOptions, ThroughputListener)}, without a listener.
   */
  default ProvisionedThroughput awaitInService(String throughput, WaitOptions options) {
    return awaitInService(throughput, options, state -> {});
  }

  /**
   * Waits until a throughput serves its desired model. Throttling, service failures and connection
   * errors do not end the wait. Ending it does not release anything.
   *
   * @throws ThroughputFailedException if it fails
   * @throws io.github.titanembeddings.exception.WaitTimeoutException if it is not in service within
   *     {@link WaitOptions#timeout()}
   * @throws io.github.titanembeddings.exception.ResourceDisappearedException if the service reports
   *     it as missing twice in a row
   */
  ProvisionedThroughput awaitInService(
      String throughput, WaitOptions options, ThroughputListener listener);

  /**
   * Changes the model of a throughput; its ARN, and so its {@link
   * io.github.titanembeddings.model.ModelId}, stays. Await it to know when the new model serves.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if the model cannot have a
   *     throughput
   */
  void updateModel(String throughput, String modelId);

  /** Same as {@link #release(String, ThroughputListener)}, without a listener. */
  default void release(String throughput) {
    release(throughput, state -> {});
  }

  /**
   * Releases a throughput of any creator; a missing one counts as released. Retries as {@link
   * TemporaryThroughput#close()} does, and reports each failed attempt to the listener.
   *
   * @throws ThroughputNotReleasedException if it could not be released and is still billed
   */
  void release(String throughput, ThroughputListener listener);
}
