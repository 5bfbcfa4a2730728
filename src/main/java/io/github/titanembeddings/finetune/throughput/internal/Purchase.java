package io.github.titanembeddings.finetune.throughput.internal;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.internal.Aftermath;
import io.github.titanembeddings.finetune.internal.SentAttempts;
import io.github.titanembeddings.finetune.internal.Timing;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughput;
import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputRequest;
import io.github.titanembeddings.finetune.throughput.TemporaryThroughput;
import io.github.titanembeddings.finetune.throughput.ThroughputListener;
import io.github.titanembeddings.finetune.throughput.ThroughputUncertainException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Buys one throughput, under one idempotency token. If no readable response comes, the throughput
 * is looked up by its name, so that no purchase goes unnoticed.
 */
public final class Purchase {
  private final ThroughputCalls calls;
  private final ProvisionedThroughputRequest request;

  public Purchase(ThroughputCalls calls, ProvisionedThroughputRequest request) {
    this.calls = calls;
    this.request =
        request.clientRequestToken().isPresent()
            ? request
            : request.toBuilder().clientRequestToken(UUID.randomUUID().toString()).build();
  }

  /** Buys it and returns its ARN. */
  public String make() {
    return make(null);
  }

  /** Buys it; releases it if its response is lost but the service confirms that it was made. */
  public TemporaryThroughput makeTemporary(Timing timing, ThroughputListener listener) {
    Duration start = timing.now();
    String arn = make(found -> temporary(found, timing, listener, start).close());
    return temporary(arn, timing, listener, start);
  }

  private String make(@Nullable Consumer<String> end) {
    SentAttempts sent = new SentAttempts();
    try {
      return calls.create(request, sent);
    } catch (TitanException e) {
      throw sent.mayHaveSucceeded(e) ? uncertain(e, end) : e;
    } catch (Error e) { // such as an interceptor's, once the throughput is bought
      e.addSuppressed(
          uncertain(
              new TransportException(
                  TransportException.Kind.CONNECTION, "an error ended the call: " + e, null),
              end));
      throw e;
    }
  }

  private TemporaryThroughput temporary(
      String arn, Timing timing, ThroughputListener listener, Duration start) {
    return new TemporaryThroughput(arn, request, calls, timing, listener, start);
  }

  private ThroughputUncertainException uncertain(
      TitanException failure, @Nullable Consumer<String> end) {
    ProvisionedThroughput found =
        Aftermath.of(failure, () -> calls.get(request.provisionedModelName()));
    String released =
        end == null || found == null || !isLikely(found)
            ? null
            : Aftermath.of(failure, () -> release(end));
    return new ThroughputUncertainException(request, found, released, failure);
  }

  /**
   * Releases the throughput that this purchase made. The one found by name may belong to someone
   * else, but for a known idempotency token the service makes nothing and returns the ARN of the
   * original throughput.
   */
  private String release(Consumer<String> end) {
    String arn = calls.create(request, new SentAttempts());
    end.accept(arn);
    return arn;
  }

  /** Returns whether a throughput matches this request. */
  private boolean isLikely(ProvisionedThroughput found) {
    return found.desiredModelUnits() == request.modelUnits()
        && found.commitmentDuration().isEmpty()
        && (!request.modelId().startsWith("arn:")
            || found.desiredModelArn().equals(request.modelId()));
  }
}
