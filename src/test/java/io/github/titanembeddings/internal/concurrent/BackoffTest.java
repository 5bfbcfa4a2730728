package io.github.titanembeddings.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.ServiceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void noDelayExceedsTheMaximum() {
    Backoff backoff = backoff(0, Duration.ofMinutes(1));

    assertThat(backoff.retryAfter(throttled(Duration.ofSeconds(Long.MAX_VALUE))))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(backoff.retryAfter(throttled(Duration.ofDays(1)))).hasSeconds(60);
    assertThat(backoff.retryAfter(throttled(Duration.ofSeconds(59)))).hasSeconds(59);
    assertThat(backoff.retryAfter(throttled(Duration.ofSeconds(Long.MIN_VALUE)))).isZero();
    assertThat(backoff.retryAfter(throttled(null))).isZero();
    assertThat(backoff.retryAfter(new IllegalStateException())).isZero();
    assertThat(backoff.delay(1, throttled(Duration.ofDays(1)))).hasSeconds(60);
    assertThat(backoff(1, Duration.ofSeconds(3)).delay(20, throttled(null))).hasSeconds(3);
    assertThat(backoff(0, Duration.ofSeconds(3)).delay(20, throttled(null))).hasMillis(1_500);
    assertThat(backoff(1, Duration.ofSeconds(Long.MAX_VALUE)).delay(20, throttled(null)))
        .hasSeconds(20);
  }

  @Test
  void doublesTheDelayAndJittersItByUpToHalf() {
    Backoff longest = backoff(1, Duration.ofMinutes(1));
    RuntimeException failure = new IllegalStateException();

    assertThat(longest.delay(1, failure)).hasMillis(500);
    assertThat(longest.delay(2, failure)).hasMillis(1_000);
    assertThat(longest.delay(6, failure)).hasMillis(16_000);
    assertThat(longest.delay(7, failure)).hasMillis(20_000);
    assertThat(longest.delay(1_000, failure)).hasMillis(20_000);
    assertThat(longest.delay(Integer.MAX_VALUE, failure)).hasMillis(20_000);
    assertThat(longest.delay(1, throttled(null))).hasMillis(1_000);
    assertThat(longest.delay(1, unavailable())).hasMillis(500);
    assertThat(backoff(0, Duration.ofMinutes(1)).delay(2, failure)).hasMillis(500);
    assertThat(longest.delay(2, throttled(Duration.ofMillis(1_999)))).hasMillis(2_000);
    assertThat(longest.delay(2, throttled(Duration.ofMillis(2_001)))).hasMillis(2_001);
  }

  /** A backoff from half a second to 20 seconds, as bulk runs use. */
  private static Backoff backoff(double random, Duration max) {
    Timing timing =
        new Timing() {
          @Override
          public long nanoTime() {
            throw new UnsupportedOperationException();
          }

          @Override
          public double random() {
            return random;
          }
        };
    return new Backoff(timing, Duration.ofMillis(500), Duration.ofSeconds(20), max);
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
