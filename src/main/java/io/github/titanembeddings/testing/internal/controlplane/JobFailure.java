package io.github.titanembeddings.testing.internal.controlplane;

/** A customization job fails, for a reason that its failure message tells. */
public final class JobFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public JobFailure(String message) {
    super(message, null, false, false);
  }
}
