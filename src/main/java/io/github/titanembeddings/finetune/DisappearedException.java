package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;

/**
 * Thrown when what is waited for is not there, asked twice in a row: it was deleted, or it is in
 * another region or account. The cause is the service's answer.
 */
public final class DisappearedException extends TitanException {
  private static final long serialVersionUID = 1L;

  public DisappearedException(String what, boolean seenBefore, TitanException cause) {
    super(
        what
            + (seenBefore
                ? " was there and is not any more: somebody deleted it"
                : " is not there; look at its name, the region and the account"),
        cause);
  }

  /** False: it does not come back. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
