package io.github.titanembeddings.bulk;

/** seam only. */
public final class Quota {
  private final double requestsPerMinute;
  private final double tokensPerMinute;

  private Quota(double requestsPerMinute, double tokensPerMinute) {
    this.requestsPerMinute = requestsPerMinute;
    this.tokensPerMinute = tokensPerMinute;
  }

  /** A quota that is not known. */
  public static Quota unknown() {
    return new Quota(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** A quota of requests a minute. */
  public static Quota ofRequestsPerMinute(double requestsPerMinute) {
    return new Quota(requestsPerMinute, Double.POSITIVE_INFINITY);
  }

  /** A quota of requests and of tokens a minute. */
  public static Quota of(double requestsPerMinute, double tokensPerMinute) {
    return new Quota(requestsPerMinute, tokensPerMinute);
  }

  /** The requests a minute; infinite if not known. */
  public double requestsPerMinute() {
    return requestsPerMinute;
  }

  /** The tokens a minute; infinite if not known. */
  public double tokensPerMinute() {
    return tokensPerMinute;
  }
}
