package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.rate.RateLimiter;
import io.github.titanembeddings.internal.concurrent.Timing;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
 * 9438). After five consecutive throttled requests, or when the service sends {@code Retry-After},
 * sending pauses and resumes with a single probe.
 *
 * <p>Where several processes share an account, one of them divides its quota and the others use a
 * {@linkplain #leased() leased} one, whose rate changes while runs use it.
 */
public final class Quota {
  private static final double MIN_PER_MINUTE = 0.01;

  private record Rates(double requestsPerMinute, double tokensPerMinute) {}

  private final RateLimiter limiter;
  private final @Nullable Timing leaseClock; // null if it cannot be leased
  private volatile Rates rates;

  private Quota(Rates rates, RateLimiter limiter, @Nullable Timing leaseClock) {
    this.rates = rates;
    this.limiter = limiter;
    this.leaseClock = leaseClock;
  }

  private static Quota of(double requests, double tokens) {
    RateLimiter limiter = new RateLimiter(requests / 60, tokens / 60);
    return new Quota(new Rates(requests, tokens), limiter, null);
  }

  /**
   * Returns a quota that is not known in advance. The rate is found from the service's throttling:
   * within seconds if the service spreads its quota over time, within a minute if it counts the
   * requests of each clock minute.
   */
  public static Quota unknown() {
    return of(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
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
    return of(requests, tokens);
  }

  /**
   * Returns a share of a quota, which admits nothing until it is {@linkplain #lease leased}.
   *
   * <pre>{@code
   * Quota share = Quota.leased();
   * share.lease(1_500, 150_000, Duration.ofSeconds(10)); // renew it before it expires
   * }</pre>
   */
  public static Quota leased() {
    return leased(Timing.SYSTEM);
  }

  static Quota leased(Timing clock) {
    return new Quota(new Rates(0, 0), RateLimiter.leased(), clock);
  }

  /**
   * Replaces the current lease. Runs that use the quota adopt the new rates within 0.1 seconds.
   * Once the lease has expired, they send nothing until the next one; items wait without a deadline
   * until their first request. The rate that was found by throttling changes in proportion.
   *
   * @param requests the requests per minute
   * @param tokens the tokens per minute; infinite if unlimited
   * @param validity the time from now until the lease expires; zero ends it at once
   * @throws IllegalArgumentException if a rate is below 0.01, or the validity is negative
   * @throws IllegalStateException if the quota is not a {@link #leased()} one
   */
  public void lease(double requests, double tokens, Duration validity) {
    requireAtLeastMin(requests, "requests");
    requireAtLeastMin(tokens, "tokens");
    if (validity.isNegative()) {
      throw new IllegalArgumentException("validity must be 0 seconds or more, not " + validity);
    }
    if (leaseClock == null) {
      throw new IllegalStateException("only a quota of Quota.leased() can be leased");
    }
    rates = new Rates(requests, tokens);
    limiter.lease(requests / 60, tokens / 60, Timing.nanos(validity), leaseClock.nanoTime());
  }

  private static void requireAtLeastMin(double number, String unit) {
    if (!(number >= MIN_PER_MINUTE)) {
      throw new IllegalArgumentException(
          "a quota must be at least " + MIN_PER_MINUTE + " " + unit + " per minute, not " + number);
    }
  }

  /** Returns the requests per minute, of the latest lease if leased; infinite if unknown. */
  public double requestsPerMinute() {
    return rates.requestsPerMinute;
  }

  /** Returns the tokens per minute, of the latest lease if leased; infinite if unknown. */
  public double tokensPerMinute() {
    return rates.tokensPerMinute;
  }

  RateLimiter limiter() {
    return limiter;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Quota[%s requests, %s tokens a minute]",
        shown(requestsPerMinute()),
        shown(tokensPerMinute()));
  }

  private static String shown(double number) {
    return Double.isInfinite(number) ? "unknown" : String.format(Locale.ROOT, "%,.0f", number);
  }
}
