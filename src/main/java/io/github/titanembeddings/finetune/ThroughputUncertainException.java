package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the answer to a purchase was lost, so that nobody knows whether there is a throughput
 * that costs money. Nothing was deleted: what is found under that name may be somebody else's. The
 * cause is what happened to the answer.
 */
public final class ThroughputUncertainException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable ProvisionedThroughput found;

  ThroughputUncertainException(
      ProvisionedThroughputRequest request,
      @Nullable ProvisionedThroughput found,
      TitanException cause) {
    super(messageOf(request, found) + " What happened: " + cause.getMessage(), cause);
    this.found = found;
  }

  private static String messageOf(
      ProvisionedThroughputRequest request, @Nullable ProvisionedThroughput found) {
    String cost =
        request
            .hourlyCost()
            .map(c -> ", at " + c.toPlainString() + " an hour by your figure")
            .orElse("");
    return found == null
        ? "the answer to buying "
            + request.provisionedModelName()
            + " was lost, and no throughput of that name was found; look again in some minutes: it"
            + " would be billed by the hour"
            + cost
            + "."
        : "the answer to buying "
            + request.provisionedModelName()
            + " was lost, and there is "
            + found
            + "; if it is this purchase, it is billed by the hour"
            + cost
            + ": use it, or release it.";
  }

  /** The throughput of that name, if one was found. */
  public Optional<ProvisionedThroughput> found() {
    return Optional.ofNullable(found);
  }

  /** False: buying again could make a second throughput. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
