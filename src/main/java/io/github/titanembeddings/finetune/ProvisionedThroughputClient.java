package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.transport.BedrockControlPlane;
import io.github.titanembeddings.validation.Violation;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Buys provisioned throughput, waits for it, changes the model behind it and releases it. Safe for
 * use by several threads; it lives as long as the {@link FineTuningClient} that gave it, and its
 * methods throw as that one's do.
 *
 * <p>A throughput is named by its ARN or its name. It is billed by the hour from its purchase to
 * its release, whether used or not.
 */
public final class ProvisionedThroughputClient {
  private final ThroughputCalls calls;
  private final Timing timing;

  ProvisionedThroughputClient(BedrockControlPlane control, Timing timing) {
    this.calls = new ThroughputCalls(control);
    this.timing = timing;
  }

  /**
   * Buys a throughput, which stays until it is released.
   *
   * @return its ARN
   * @throws ThroughputUncertainException if the answer was lost or can't be read, so that there may
   *     be one
   */
  public String create(ProvisionedThroughputRequest request) {
    Objects.requireNonNull(request, "request");
    try {
      return calls.create(request);
    } catch (ServiceException e) {
      throw e.kind() == ServiceException.Kind.UNAVAILABLE ? uncertain(request, e) : e;
    } catch (TransportException e) {
      throw e.kind() == TransportException.Kind.NOT_SENT ? e : uncertain(request, e);
    } catch (MalformedReplyException e) {
      throw uncertain(request, e);
    }
  }

  private ThroughputUncertainException uncertain(
      ProvisionedThroughputRequest request, TitanException failure) {
    return new ThroughputUncertainException(request, lookUp(request, failure), failure);
  }

  private @Nullable ProvisionedThroughput lookUp(
      ProvisionedThroughputRequest request, TitanException failure) {
    boolean interrupted = Thread.interrupted();
    try {
      return calls.get(request.provisionedModelName());
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      return null;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Buys a throughput, waits until it is in service, and releases it when it is closed: use it in
   * {@code try (…)}. If it does not come into service, it is released before this throws.
   *
   * @throws InvalidRequestException if the request asks for a commitment, which can't be released
   * @throws ThroughputNotReleasedException as a suppressed exception, if it could not be released
   */
  public TemporaryThroughput createTemporaryThroughput(
      ProvisionedThroughputRequest request, WaitOptions options, ThroughputListener listener) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    requireNoCommitment(request);
    Duration start = timing.now();
    TemporaryThroughput temporary =
        new TemporaryThroughput(create(request), request, calls, timing, listener, start);
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
          Violation.error("commitmentDuration", "throughput.commitment-is-not-temporary")
              .actual(request.commitmentDuration().get().wireName())
              .limit("no commitment, as it can't be released before its end")
              .remedy("leave it out, or use create(…)")
              .build());
    }
  }

  /** A throughput as it is now. */
  public ProvisionedThroughput describe(String throughput) {
    return calls.get(Objects.requireNonNull(throughput, "throughput"));
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
    Objects.requireNonNull(throughput, "throughput");
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
    Objects.requireNonNull(throughput, "throughput");
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
    Objects.requireNonNull(throughput, "throughput");
    RuntimeException thrown;
    try {
      thrown = new Release(calls, timing, listener).run(throughput);
    } catch (RuntimeException e) {
      throw new ThroughputNotReleasedException(throughput, "", e);
    }
    if (thrown != null) {
      throw thrown;
    }
  }
}
