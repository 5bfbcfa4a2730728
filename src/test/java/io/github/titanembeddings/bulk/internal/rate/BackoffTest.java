package io.github.titanembeddings.bulk.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.ServiceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void noDelayExceedsTheMaximum() {
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

  @Test
  void doublesTheDelayAndHalvesItAtMostByJitter() {
    Backoff longest = new Backoff(() -> 1, Duration.ofMinutes(1));
    RuntimeException failure = new IllegalStateException();

    assertThat(longest.nanos(1, failure)).isEqualTo(SECOND / 2);
    assertThat(longest.nanos(2, failure)).isEqualTo(SECOND);
    assertThat(longest.nanos(6, failure)).isEqualTo(16 * SECOND);
    assertThat(longest.nanos(7, failure)).isEqualTo(20 * SECOND);
    assertThat(longest.nanos(1_000, failure)).isEqualTo(20 * SECOND);
    assertThat(longest.nanos(1, throttled(null))).isEqualTo(SECOND);
    assertThat(longest.nanos(1, unavailable())).isEqualTo(SECOND / 2);
    assertThat(new Backoff(() -> 0, Duration.ofMinutes(1)).nanos(2, failure)).isEqualTo(SECOND / 2);
  }

  private static ServiceException unavailable() {
    return ServiceException.builder(ServiceException.Kind.UNAVAILABLE, "wait").build();
  }

  private static ServiceException throttled(@Nullable Duration retryAfter) {
    return ServiceException.builder(ServiceException.Kind.THROTTLED, "wait")
        .statusCode(429)
        .retryAfter(retryAfter)
        .build();
  }
}
