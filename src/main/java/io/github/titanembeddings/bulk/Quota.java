package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.rate.CubicRateController;
import io.github.titanembeddings.bulk.internal.rate.TokenBucket;
import java.util.Locale;

/**
 * The pace at which one account may call one model: requests and tokens a minute where they are
 * known, and in any case no more than the service turns out to take. Embedders that use the same
 * account share one. Safe for use by several threads.
 *
 * <p>Requests are spread evenly over the minute. When more than one in a hundred is throttled, the
 * rate falls by a tenth and rises again, slowly near where it fell and then faster, as that of
 * CUBIC (RFC 9438) does. When nothing else is answered, or the service says how long to wait,
 * nothing is sent for a while, and then one request to try.
 */
public final class Quota {
  private static final double MIN_PER_MINUTE = 0.01;
  private static final long CLOSED_AFTER = 5;
  private static final long FIRST_PAUSE = 250_000_000L;
  private static final long LONGEST_PAUSE = 10_000_000_000L;
  private static final long STALLED_AFTER = 10;
  private static final long STALLED_NANOS = 180_000_000_000L;

  private final double requestsPerMinute;
  private final double tokensPerMinute;
  private final CubicRateController finder;
  private final TokenBucket requests;
  private final TokenBucket tokens;
  private long inARow;
  private long pause;
  private long pausedUntil;
  private long firstInARow;
  private boolean isAnswering;
  private boolean isTrying;
  private boolean isAskedToWait;

  private Quota(double requestsPerMinute, double tokensPerMinute) {
    this.requestsPerMinute = requestsPerMinute;
    this.tokensPerMinute = tokensPerMinute;
    this.finder = new CubicRateController(requestsPerMinute / 60);
    this.requests = new TokenBucket(requestsPerMinute / 60);
    this.tokens = new TokenBucket(tokensPerMinute / 60);
  }

  /**
   * A quota that is not known: its rate is found by trying, within seconds if the service spreads
   * it over time, and within a minute if that counts requests in each minute of the clock.
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

  /** The requests a minute; infinite if not known. */
  public double requestsPerMinute() {
    return requestsPerMinute;
  }

  /** The tokens a minute; infinite if not known. */
  public double tokensPerMinute() {
    return tokensPerMinute;
  }

  /**
   * Takes the right to send one request now.
   *
   * @return 0 if it was taken, else for how many nanoseconds there is no use in asking again,
   *     unless an answer comes
   */
  public synchronized long take(long likelyTokens, long now) {
    if (pause > 0 && now < pausedUntil) {
      return pausedUntil - now;
    }
    requests.perSecond(finder.rate(now));
    long wait = Math.max(requests.waitNanos(now), tokens.waitNanos(now));
    if (wait > 0) {
      return wait;
    }
    requests.take(1, now);
    finder.sent(now);
    tokens.take((double) likelyTokens, now);
    if (pause > 0) {
      isTrying = true;
      pausedUntil = now + pause;
    }
    return 0;
  }

  /** Notes that a request was let through, whatever became of it. */
  public synchronized void accepted(long now) {
    inARow = 0;
    isAnswering = true;
    if (pause > 0 && (!isAskedToWait || isTrying)) {
      finder.opened(now);
      requests.resume(now);
      pause = 0;
      isAskedToWait = false;
      isTrying = false;
    }
  }

  /** Notes how many tokens a request had, and how many it was taken for. */
  public synchronized void counted(long tokenCount, long likelyTokens) {
    tokens.correct((double) tokenCount - likelyTokens);
  }

  /**
   * Records that a request was throttled, with the delay in nanoseconds that the service asks for
   * (0 if none) and the time at which the request was sent.
   */
  public synchronized void throttled(long asked, long sent, long now) {
    finder.throttled(sent, now);
    firstInARow = inARow == 0 ? now : firstInARow;
    inARow++;
    if (asked > 0) {
      isAskedToWait = true;
      close(sent, now);
      pauseFor(Math.max(pause, FIRST_PAUSE), asked, now);
    } else if (pause == 0 && inARow >= CLOSED_AFTER) {
      close(sent, now);
      pauseFor(FIRST_PAUSE, FIRST_PAUSE, now);
    } else if (isTrying) {
      long longer = Math.min(LONGEST_PAUSE, pause * 2);
      pauseFor(longer, longer, now);
    }
  }

  /**
   * Whether there is no use in trying further: nothing was let through for three minutes from the
   * start, as with a quota of zero, or later for as long as an item may take.
   */
  public synchronized boolean isStalled(long deadline, long now) {
    long patience = isAnswering ? Math.max(deadline, STALLED_NANOS) : STALLED_NANOS;
    return inARow >= STALLED_AFTER && now - firstInARow >= patience;
  }

  private void close(long sent, long now) {
    if (pause == 0) {
      finder.closed(sent, now);
    }
  }

  private void pauseFor(long betweenTries, long nanos, long now) {
    pausedUntil = pause == 0 ? now + nanos : Math.max(pausedUntil, now + nanos);
    pause = betweenTries;
    isTrying = false;
  }

  @Override
  public synchronized String toString() {
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
