package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when no readable response to a creation was received, so that a throughput may exist and
 * be billed. It was looked up by its name; see {@link #found()}. {@link
 * ProvisionedThroughputClient#createTemporaryThroughput createTemporaryThroughput} releases it if
 * the service confirms that this request created it; see {@link #isReleased()}. Nothing else is
 * deleted, since a throughput of that name may belong to someone else. The cause is the failure of
 * the call.
 *
 * <pre>{@code
 * try {
 *   throughputs.create(request);
 * } catch (ThroughputUncertainException e) {
 *   System.err.println(e.isReleased() ? "released" : "may be billed: " + e.found());
 * }
 * }</pre>
 */
public final class ThroughputUncertainException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable ProvisionedThroughput found;
  private final boolean released;

  /**
   * Creates an exception.
   *
   * @param found the throughput of the requested name, if there is one
   * @param released the ARN of the throughput that the request created, if it was released
   */
  ThroughputUncertainException(
      ProvisionedThroughputRequest request,
      @Nullable ProvisionedThroughput found,
      @Nullable String released,
      TitanException cause) {
    super(
        String.format(
            Locale.ROOT,
            "no readable response to creating %s (%d model units of %s)%s The failure: %s",
            request.provisionedModelName(),
            request.modelUnits(),
            request.modelId(),
            outcome(found, released),
            cause.getMessage()),
        cause);
    this.found = found;
    this.released = released != null;
  }

  private static String outcome(@Nullable ProvisionedThroughput found, @Nullable String released) {
    if (released != null) {
      return "; it had created " + released + ", which was released.";
    }
    return found == null
        ? ", and no throughput of that name was found; it may exist and be billed by the hour: check for that name again in a few minutes, with list() or in the AWS console, and"
            + " release it."
        : ", and there is "
            + found
            + "; if this request created it, it is billed by the hour: use it, or release it.";
  }

  /** Returns the throughput of that name, if one was found. */
  public Optional<ProvisionedThroughput> found() {
    return Optional.ofNullable(found);
  }

  /** Returns whether the created throughput was released, so that it is no longer billed. */
  public boolean isReleased() {
    return released;
  }

  /** Returns false: a retry could create a second throughput. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
