package io.github.titanembeddings.testing;

/** A customization job fails, for a reason that its failure message tells. */
final class JobFailure extends Exception {
  private static final long serialVersionUID = 1L;

  JobFailure(String message) {
    super(message, null, false, false);
  }
}
