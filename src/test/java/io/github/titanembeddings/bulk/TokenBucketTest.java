package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.titanembeddings.bulk.internal.rate.Backoff;
import io.github.titanembeddings.bulk.internal.rate.RateLimiter;
import io.github.titanembeddings.exception.ServiceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void requestsAreSpreadEvenly() {
    RateLimiter limiter = Quota.perMinute(120).limiter();

    assertThat(limiter.acquire(0, 0)).isZero();
    assertThat(limiter.acquire(0, 0)).isEqualTo(SECOND / 2);
    assertThat(limiter.acquire(0, SECOND / 2 - 1)).isEqualTo(1);
    assertThat(limiter.acquire(0, SECOND / 2)).isZero();
  }

  @Test
  void upToASecondIsMadeUpFor() {
    RateLimiter limiter = Quota.perMinute(600).limiter();
    limiter.acquire(0, 0);

    int atOnce = 0;
    while (limiter.acquire(0, 60 * SECOND) == 0) {
      atOnce++;
    }
    assertThat(atOnce).isEqualTo(11);
  }

  @Test
  void tokensThatWereMoreThanLikelyAreMadeUpFor() {
    RateLimiter limiter = Quota.perMinute(60_000, 60).limiter();

    assertThat(limiter.acquire(1, 0)).isZero();
    assertThat(limiter.acquire(1, 0)).isEqualTo(SECOND);
    limiter.counted(3, 1);
    assertThat(limiter.acquire(1, 0)).isEqualTo(3 * SECOND);
    limiter.counted(1, 3);
    assertThat(limiter.acquire(1, SECOND)).isZero();
  }

  @Test
  void anUnknownQuotaLetsEverythingThroughAtFirst() {
    RateLimiter limiter = Quota.unknown().limiter();
    for (int i = 0; i < 1000; i++) {
      assertThat(limiter.acquire(100, 0)).isZero();
    }
    assertThat(Quota.unknown()).hasToString("Quota[unknown requests, unknown tokens a minute]");
  }

  @Test
  void theServiceIsLeftAloneForAsLongAsItAsks() {
    RateLimiter limiter = Quota.unknown().limiter();
    limiter.acquire(0, 0);
    limiter.acquire(0, 0);
    limiter.throttled(7 * SECOND, 0, 0);
    limiter.accepted(1);

    assertThat(limiter.acquire(0, 1)).isEqualTo(7 * SECOND - 1);
    assertThat(limiter.acquire(0, 7 * SECOND)).as("one request to try").isZero();
    assertThat(limiter.acquire(0, 7 * SECOND)).isPositive();
    limiter.accepted(7 * SECOND + 1);
    assertThat(limiter.acquire(0, 7 * SECOND + 1)).isZero();
    assertThat(limiter.acquire(0, 7 * SECOND + 1)).isZero();
  }

  @Test
  void noPauseExceedsTheMaximum() {
    Backoff backoff = new Backoff(() -> 0, Duration.ofMinutes(1));

    assertThat(backoff.retryAfter(throttled(Duration.ofSeconds(Long.MAX_VALUE))))
        .isEqualTo(60 * SECOND);
    assertThat(backoff.retryAfter(throttled(Duration.ofDays(1)))).isEqualTo(60 * SECOND);
    assertThat(backoff.retryAfter(throttled(Duration.ofSeconds(59)))).isEqualTo(59 * SECOND);
    assertThat(backoff.retryAfter(throttled(Duration.ofSeconds(Long.MIN_VALUE)))).isZero();
    assertThat(backoff.retryAfter(throttled(null))).isZero();
    assertThat(backoff.nanos(1, throttled(Duration.ofDays(1)))).isEqualTo(60 * SECOND);
    assertThat(new Backoff(() -> 1, Duration.ofSeconds(3)).nanos(20, throttled(null)))
        .isEqualTo(3 * SECOND);
    assertThat(new Backoff(() -> 1, Duration.ofSeconds(Long.MAX_VALUE)).nanos(20, throttled(null)))
        .isEqualTo(20 * SECOND);
  }

  private static ServiceException throttled(@Nullable Duration retryAfter) {
    return ServiceException.builder(ServiceException.Kind.THROTTLED, "wait")
        .statusCode(429)
        .retryAfter(retryAfter)
        .build();
  }

  @Test
  void whatAPauseMissedIsNotMadeUpFor() {
    RateLimiter limiter = Quota.perMinute(600).limiter();
    limiter.acquire(0, 0);
    limiter.throttled(7 * SECOND, 0, 0);
    limiter.acquire(0, 7 * SECOND);
    limiter.accepted(8 * SECOND);

    assertThat(limiter.acquire(0, 8 * SECOND)).isZero();
    assertThat(limiter.acquire(0, 8 * SECOND)).isPositive();
  }

  @Test
  void whenNothingElseIsAnsweredPausesGrow() {
    RateLimiter limiter = Quota.unknown().limiter();
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

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.MIN_VALUE, 0.0099, Double.NEGATIVE_INFINITY})
  void aQuotaIsAboveZero(double perMinute) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quota.perMinute(perMinute))
        .withMessage("a quota must be at least 0.01 requests per minute, not " + perMinute);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quota.perMinute(1, perMinute))
        .withMessage("a quota must be at least 0.01 tokens per minute, not " + perMinute);
  }
}
