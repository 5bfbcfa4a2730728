package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.ProvisionedThroughput;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest;
import io.github.titanembeddings.transport.internal.BedrockControlPlane.Retries;
import io.github.titanembeddings.transport.internal.IdempotentSubmit;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Creates throughput, which is billed. If no readable response is received, looks it up by its
 * name, so that no creation goes unnoticed. Thread-safe.
 */
public final class ThroughputPurchase {
  private final ThroughputCalls calls;
  private final Uncertainty uncertainty;

  /**
   * Builds a {@code ThroughputUncertainException}; {@code found} has the requested name, {@code
   * released} is an ARN.
   */
  public interface Uncertainty {
    TitanException toException(
        ProvisionedThroughputRequest request,
        @Nullable ProvisionedThroughput found,
        @Nullable String released,
        TitanException failure);
  }

  public ThroughputPurchase(ThroughputCalls calls, Uncertainty uncertainty) {
    this.calls = calls;
    this.uncertainty = uncertainty;
  }

  /**
   * Creates a throughput and returns its ARN.
   *
   * @param release releases the throughput if no readable response was received, but the service
   *     confirms that this request created it; null to leave it
   */
  public String create(ProvisionedThroughputRequest given, @Nullable Consumer<String> release) {
    ProvisionedThroughputRequest request =
        given.clientRequestToken().isPresent()
            ? given
            : given.toBuilder().clientRequestToken(UUID.randomUUID().toString()).build();
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

  private TitanException uncertain(
      ProvisionedThroughputRequest request,
      TitanException failure,
      @Nullable Consumer<String> release) {
    ProvisionedThroughput found =
        IdempotentSubmit.lookUp(
            failure, () -> calls.get(request.provisionedModelName(), Retries.ALLOWED));
    String released =
        release == null || found == null || !matches(request, found)
            ? null
            : IdempotentSubmit.lookUp(failure, () -> releaseOwn(request, release));
    return uncertainty.toException(request, found, released, failure);
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
}
