package io.github.titanembeddings.bulk.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final long SECOND = 1_000_000_000L;

  private static RateLimiter unknown() {
    return new RateLimiter(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  private static RateLimiter perMinute(double requests) {
    return new RateLimiter(requests / 60, Double.POSITIVE_INFINITY);
  }

  @Test
  void spreadsRequestsEvenly() {
    RateLimiter limiter = perMinute(120);

    assertThat(limiter.acquire(0, 0)).isZero();
    assertThat(limiter.acquire(0, 0)).isEqualTo(SECOND / 2);
    assertThat(limiter.acquire(0, SECOND / 2 - 1)).isEqualTo(1);
    assertThat(limiter.acquire(0, SECOND / 2)).isZero();
  }

  @Test
  void makesUpForAtMostOneSecond() {
    RateLimiter limiter = perMinute(600);
    limiter.acquire(0, 0);

    int atOnce = 0;
    while (limiter.acquire(0, 60 * SECOND) == 0) {
      atOnce++;
    }
    assertThat(atOnce).isEqualTo(11);
  }

  @Test
  void correctsEstimatedTokens() {
    RateLimiter limiter = new RateLimiter(1000, 2);

    assertThat(limiter.acquire(2, 0)).isZero();
    assertThat(limiter.acquire(2, 0)).isEqualTo(SECOND);
    limiter.counted(6, 2);
    assertThat(limiter.acquire(2, 0)).isEqualTo(3 * SECOND);
    limiter.counted(2, 6);
    assertThat(limiter.acquire(2, SECOND)).isZero();
  }

  @Test
  void anUnknownQuotaAdmitsEverythingAtFirst() {
    RateLimiter limiter = unknown();
    for (int i = 0; i < 1000; i++) {
      assertThat(limiter.acquire(100, 0)).isZero();
    }
  }

  private static RateLimiter leased(double perMinute, long seconds) {
    RateLimiter limiter = RateLimiter.leased();
    limiter.lease(perMinute / 60, Double.POSITIVE_INFINITY, seconds * SECOND, 0);
    return limiter;
  }

  @Test
  void admitsNothingWithoutALease() {
    RateLimiter limiter = RateLimiter.leased();

    assertThat(limiter.acquire(0, 0)).isEqualTo(SECOND / 10);
    limiter.lease(1, Double.POSITIVE_INFINITY, 10 * SECOND, SECOND);
    assertThat(limiter.acquire(0, SECOND)).isZero();
    assertThat(limiter.acquire(0, 11 * SECOND - 1)).as("just before the end").isZero();
    assertThat(limiter.acquire(0, 11 * SECOND)).as("at the end").isEqualTo(SECOND / 10);
    assertThat(limiter.acquire(0, 1000 * SECOND)).isEqualTo(SECOND / 10);
  }

  @Test
  void rechecksALeaseWhileItWaits() {
    RateLimiter limiter = leased(1, 1000);

    assertThat(limiter.acquire(0, 0)).isZero();
    assertThat(limiter.acquire(0, 0)).as("not a minute").isEqualTo(SECOND / 10);
  }

  @Test
  void aNewLeaseAppliesToRequestsAlreadySent() {
    RateLimiter limiter = leased(1, 1000);
    limiter.acquire(0, 0);

    limiter.lease(10, Double.POSITIVE_INFINITY, 1000 * SECOND, SECOND);
    assertThat(limiter.acquire(0, SECOND + SECOND / 11)).as("59 s at a 600th").isPositive();
    assertThat(limiter.acquire(0, SECOND + SECOND / 10)).isZero();
  }

  @Test
  void doesNotMakeUpForTheTimeWithoutALease() {
    RateLimiter limiter = leased(600, 10);
    limiter.acquire(0, 0);
    limiter.lease(10, Double.POSITIVE_INFINITY, 10 * SECOND, 100 * SECOND);

    assertThat(limiter.acquire(0, 100 * SECOND)).isZero();
    assertThat(limiter.acquire(0, 100 * SECOND)).isPositive();
  }

  @Test
  void earnsNoTokensWithoutALease() {
    RateLimiter limiter = RateLimiter.leased();
    limiter.lease(1000, 10, 10 * SECOND, 0);
    limiter.acquire(10, 0);
    limiter.lease(1000, 10, 10 * SECOND, 100 * SECOND);

    assertThat(limiter.acquire(1, 100 * SECOND)).isZero();
    assertThat(limiter.acquire(1, 100 * SECOND)).isPositive();
  }

  @Test
  void aNewLeaseChangesTheTokens() {
    RateLimiter limiter = RateLimiter.leased();
    limiter.lease(1000, 1, 1000 * SECOND, 0);
    limiter.acquire(10, 0);

    limiter.lease(1000, 100, 1000 * SECOND, 0);
    assertThat(limiter.acquire(10, SECOND / 10 - 1)).isEqualTo(1);
    assertThat(limiter.acquire(10, SECOND / 10)).isZero();
  }

  @Test
  void pausesForRetryAfterAndProbes() {
    RateLimiter limiter = unknown();
    limiter.acquire(0, 0);
    limiter.acquire(0, 0);
    limiter.throttled(7 * SECOND, 0, 0);
    limiter.accepted(1);

    assertThat(limiter.acquire(0, 1)).isEqualTo(7 * SECOND - 1);
    assertThat(limiter.acquire(0, 7 * SECOND)).as("a probe").isZero();
    assertThat(limiter.acquire(0, 7 * SECOND)).isPositive();
    limiter.accepted(7 * SECOND + 1);
    assertThat(limiter.acquire(0, 7 * SECOND + 1)).isZero();
    assertThat(limiter.acquire(0, 7 * SECOND + 1)).isZero();
  }

  @Test
  void doesNotMakeUpForAPause() {
    RateLimiter limiter = perMinute(600);
    limiter.acquire(0, 0);
    limiter.throttled(7 * SECOND, 0, 0);
    limiter.acquire(0, 7 * SECOND);
    limiter.accepted(8 * SECOND);

    assertThat(limiter.acquire(0, 8 * SECOND)).isZero();
    assertThat(limiter.acquire(0, 8 * SECOND)).isPositive();
  }

  @Test
  void pausesGrowWhileEverythingIsThrottled() {
    RateLimiter limiter = unknown();
    long now = SECOND;
    for (int i = 0; i < 40; i++) {
      limiter.acquire(0, now);
    }
    for (int i = 0; i < 40; i++) {
      limiter.throttled(0, now, now);
    }
    long firstPause = limiter.acquire(0, now);
    assertThat(firstPause).isEqualTo(SECOND / 4);
    long before = firstPause;
    for (int i = 0; i < 8; i++) {
      now += limiter.acquire(0, now);
      while (limiter.acquire(0, now) != 0) {
        now += SECOND / 10;
      }
      limiter.throttled(0, now, now);
      long pause = limiter.acquire(0, now);
      assertThat(pause).isBetween(before, 10 * SECOND);
      before = pause;
    }
    assertThat(before).isEqualTo(10 * SECOND);
  }

  private static void throttle(RateLimiter limiter, int count, long now) {
    for (int i = 0; i < count; i++) {
      limiter.throttled(0, now, now);
    }
  }

  @Test
  void stallsAfterThreeMinutesWithoutAnAcceptedRequest() {
    RateLimiter limiter = unknown();
    throttle(limiter, 9, SECOND);
    assertThat(limiter.isStalled(0, 500 * SECOND)).as("nine in a row").isFalse();

    throttle(limiter, 1, 2 * SECOND);

    assertThat(limiter.isStalled(600 * SECOND, 181 * SECOND - 1)).isFalse();
    assertThat(limiter.isStalled(600 * SECOND, 181 * SECOND)).isTrue();
  }

  @Test
  void stallsAfterTheDeadlineOfAnItemOnceARequestWasAccepted() {
    RateLimiter limiter = unknown();
    limiter.accepted(0);
    throttle(limiter, 10, SECOND);

    assertThat(limiter.isStalled(600 * SECOND, 601 * SECOND - 1)).isFalse();
    assertThat(limiter.isStalled(600 * SECOND, 601 * SECOND)).isTrue();
    assertThat(limiter.isStalled(SECOND, 181 * SECOND - 1)).as("at least 3 minutes").isFalse();
    assertThat(limiter.isStalled(SECOND, 181 * SECOND)).isTrue();
    limiter.accepted(601 * SECOND);
    assertThat(limiter.isStalled(600 * SECOND, 601 * SECOND)).isFalse();
  }

  @Test
  void pausesAtTheFifthThrottledRequestInARow() {
    RateLimiter limiter = unknown();
    throttle(limiter, 4, SECOND);
    limiter.accepted(SECOND);
    throttle(limiter, 4, SECOND);
    assertThat(limiter.acquire(0, SECOND)).isLessThan(SECOND / 4);

    throttle(limiter, 1, SECOND);

    assertThat(limiter.acquire(0, SECOND)).isEqualTo(SECOND / 4);
  }

  @Test
  void onlyALaterRetryAfterExtendsThePause() {
    RateLimiter limiter = unknown();
    limiter.throttled(7 * SECOND, 0, 0);
    limiter.throttled(3 * SECOND, 0, SECOND);
    assertThat(limiter.acquire(0, SECOND)).isEqualTo(6 * SECOND);

    limiter.throttled(9 * SECOND, 0, SECOND);

    assertThat(limiter.acquire(0, SECOND)).isEqualTo(9 * SECOND);
  }
}
