package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.ServiceException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void requestsAreSpreadEvenly() {
    Quota quota = Quota.ofRequestsPerMinute(120);

    assertThat(quota.take(0, 0)).isZero();
    assertThat(quota.take(0, 0)).isEqualTo(SECOND / 2);
    assertThat(quota.take(0, SECOND / 2 - 1)).isEqualTo(1);
    assertThat(quota.take(0, SECOND / 2)).isZero();
  }

  @Test
  void upToASecondIsMadeUpFor() {
    Quota quota = Quota.ofRequestsPerMinute(600);
    quota.take(0, 0);

    int atOnce = 0;
    while (quota.take(0, 60 * SECOND) == 0) {
      atOnce++;
    }
    assertThat(atOnce).isEqualTo(11);
  }

  @Test
  void tokensThatWereMoreThanLikelyAreMadeUpFor() {
    Quota quota = Quota.of(60_000, 60);

    assertThat(quota.take(1, 0)).isZero();
    assertThat(quota.take(1, 0)).isEqualTo(SECOND);
    quota.counted(3, 1);
    assertThat(quota.take(1, 0)).isEqualTo(3 * SECOND);
    quota.counted(1, 3);
    assertThat(quota.take(1, SECOND)).isZero();
  }

  @Test
  void anUnknownQuotaLetsEverythingThroughAtFirst() {
    Quota quota = Quota.unknown();
    for (int i = 0; i < 1000; i++) {
      assertThat(quota.take(100, 0)).isZero();
    }
    assertThat(quota).hasToString("Quota[unknown requests, unknown tokens a minute]");
  }

  @Test
  void theServiceIsLeftAloneForAsLongAsItAsks() {
    Quota quota = Quota.unknown();
    quota.take(0, 0);
    quota.take(0, 0);
    quota.throttled(Duration.ofSeconds(7), 0, 0);
    quota.accepted(1);

    assertThat(quota.take(0, 1)).isEqualTo(7 * SECOND - 1);
    assertThat(quota.take(0, 7 * SECOND)).as("one request to try").isZero();
    assertThat(quota.take(0, 7 * SECOND)).isPositive();
    quota.accepted(7 * SECOND + 1);
    assertThat(quota.take(0, 7 * SECOND + 1)).isZero();
    assertThat(quota.take(0, 7 * SECOND + 1)).isZero();
  }

  @Test
  void nothingWaitsForMoreThanADay() {
    Duration day = Duration.ofDays(1);
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    ServiceException failure =
        ServiceException.builder(ServiceException.Kind.THROTTLED, "wait")
            .statusCode(429)
            .retryAfter(longest)
            .build();
    Quota quota = Quota.unknown();
    quota.take(0, 0);
    quota.throttled(longest, 0, 0);

    assertThat(quota.take(0, 0)).isEqualTo(day.toNanos());
    assertThat(new Backoff(() -> 0).nanos(1, failure)).isEqualTo(day.toNanos());
    assertThat(Backoff.asked(day.minusNanos(1))).isEqualTo(day.toNanos() - 1);
    assertThat(Backoff.asked(longest.negated())).isZero();
  }

  @Test
  void whatAPauseMissedIsNotMadeUpFor() {
    Quota quota = Quota.ofRequestsPerMinute(600);
    quota.take(0, 0);
    quota.throttled(Duration.ofSeconds(7), 0, 0);
    quota.take(0, 7 * SECOND);
    quota.accepted(8 * SECOND);

    assertThat(quota.take(0, 8 * SECOND)).isZero();
    assertThat(quota.take(0, 8 * SECOND)).isPositive();
  }

  @Test
  void whenNothingElseIsAnsweredPausesGrow() {
    Quota quota = Quota.unknown();
    long now = SECOND;
    for (int i = 0; i < 40; i++) {
      quota.take(0, now);
    }
    for (int i = 0; i < 40; i++) {
      quota.throttled(null, now, now);
    }
    long firstPause = quota.take(0, now);
    assertThat(firstPause).isEqualTo(SECOND / 4);
    long before = firstPause;
    for (int i = 0; i < 8; i++) {
      now += quota.take(0, now);
      while (quota.take(0, now) != 0) {
        now += SECOND / 10;
      }
      quota.throttled(null, now, now);
      long pause = quota.take(0, now);
      assertThat(pause).isBetween(before, 10 * SECOND);
      before = pause;
    }
    assertThat(before).isEqualTo(10 * SECOND);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void aQuotaIsAboveZero(double perMinute) {
    Assertions.assertThrows(
        IllegalArgumentException.class, () -> Quota.ofRequestsPerMinute(perMinute));
    Assertions.assertThrows(IllegalArgumentException.class, () -> Quota.of(1, perMinute));
  }
}
