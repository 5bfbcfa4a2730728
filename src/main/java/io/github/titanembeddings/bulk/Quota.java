package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.rate.RateLimiter;
import java.util.Locale;

/**
 * The quota of one account for one model: its requests and tokens per minute, as far as they are
 * known. Share one instance among the embedders that use the same account. Thread-safe.
 *
 * <pre>{@code
 * BulkOptions options = BulkOptions.builder().quota(Quota.perMinute(2_000, 300_000)).build();
 * }</pre>
 *
 * <p>Requests are spread evenly over the minute, and adapt to what the service accepts. When more
 * than 1 % is throttled, the rate falls by a tenth and rises again along the curve of CUBIC (RFC
 * 9438). When all requests in a row are throttled, or the service sends {@code Retry-After},
 * sending pauses and resumes with a single probe.
 */
public final class Quota {
  private static final double MIN_PER_MINUTE = 0.01;

  private final double requestsPerMinute;
  private final double tokensPerMinute;
  private final RateLimiter limiter;

  private Quota(double requestsPerMinute, double tokensPerMinute) {
    this.requestsPerMinute = requestsPerMinute;
    this.tokensPerMinute = tokensPerMinute;
    this.limiter = new RateLimiter(requestsPerMinute / 60, tokensPerMinute / 60);
  }

  /**
   * Returns an unknown quota, whose rate is found by trying: within seconds if the service spreads
   * its quota over time, within a minute if it counts the requests of each clock minute.
   */
  public static Quota unknown() {
    return new Quota(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns a quota of requests per minute (RPM) without a quota of tokens.
   *
   * @throws IllegalArgumentException if it is below 0.01
   */
  public static Quota perMinute(double requests) {
    return perMinute(requests, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns a quota of requests per minute (RPM) and tokens per minute (TPM), both shown in the
   * Service Quotas console. A text counts with its estimated tokens when it is sent, and with the
   * service's count once the response has arrived.
   *
   * @throws IllegalArgumentException if one is below 0.01
   */
  public static Quota perMinute(double requests, double tokens) {
    requireAtLeastMin(requests, "requests");
    requireAtLeastMin(tokens, "tokens");
    return new Quota(requests, tokens);
  }

  private static void requireAtLeastMin(double number, String unit) {
    if (!(number >= MIN_PER_MINUTE)) {
      throw new IllegalArgumentException(
          "a quota must be at least " + MIN_PER_MINUTE + " " + unit + " per minute, not " + number);
    }
  }

  /** Returns the requests per minute; infinite if unknown. */
  public double requestsPerMinute() {
    return requestsPerMinute;
  }

  /** Returns the tokens per minute; infinite if unknown. */
  public double tokensPerMinute() {
    return tokensPerMinute;
  }

  RateLimiter limiter() {
    return limiter;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Quota[%s requests, %s tokens a minute]",
        shown(requestsPerMinute),
        shown(tokensPerMinute));
  }

  private static String shown(double number) {
    return Double.isInfinite(number) ? "unknown" : String.format(Locale.ROOT, "%,.0f", number);
  }
}
