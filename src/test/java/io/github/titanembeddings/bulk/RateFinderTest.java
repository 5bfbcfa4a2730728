package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an unknown quota is found to be: ten minutes of a service in virtual time. */
class RateFinderTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LATENCY = SECOND / 20;
  private static final int IN_FLIGHT = 64;

  private record Answer(long due, boolean accepted) {}

  /** Lets through so many a minute of the clock. */
  private static LongPredicate sharp(int perMinute) {
    long[] state = new long[2];
    return now -> {
      long minute = now / (60 * SECOND);
      state[1] = minute == state[0] ? state[1] + 1 : 1;
      state[0] = minute;
      return state[1] <= perMinute;
    };
  }

  /** Lets through so many a minute, spread evenly, and a second's worth at once. */
  private static LongPredicate bucket(int perMinute) {
    double perSecond = perMinute / 60.0;
    double[] state = {perSecond, 0};
    return now -> {
      state[0] = Math.min(perSecond, state[0] + (now - state[1]) / SECOND * perSecond);
      state[1] = now;
      boolean accepted = state[0] >= 1;
      state[0] -= accepted ? 1 : 0;
      return accepted;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "bucket, 2000, true, 2",
    "sharp, 2000, true, 2",
    "bucket, 2000, false, 2",
    "sharp, 2000, false, 3",
    "bucket, 20000, false, 2",
    "sharp, 20000, false, 2"
  })
  void theQuotaIsUsedUpAndLittleIsThrottled(
      String kind, int perMinute, boolean known, double percent) {
    Quota quota = known ? Quota.ofRequestsPerMinute(perMinute) : Quota.unknown();
    LongPredicate service = kind.equals("sharp") ? sharp(perMinute) : bucket(perMinute);
    long end = 600 * SECOND;
    Queue<Answer> answers = new ArrayDeque<>();
    long accepted = 0;
    long throttled = 0;
    for (long now = 0; now < end; ) {
      while (!answers.isEmpty() && answers.peek().due() <= now) {
        if (answers.remove().accepted()) {
          quota.accepted(now);
        } else {
          quota.throttled(null, now);
        }
      }
      long wait = answers.size() < IN_FLIGHT ? quota.take(0, now) : Long.MAX_VALUE;
      if (wait == 0) {
        boolean good = service.test(now);
        answers.add(new Answer(now + LATENCY, good));
        accepted += now >= 10 * SECOND && good ? 1 : 0;
        throttled += now >= 10 * SECOND && !good ? 1 : 0;
      } else {
        long next = answers.isEmpty() ? Long.MAX_VALUE : answers.peek().due();
        now = Math.min(next, wait == Long.MAX_VALUE ? next : now + wait);
      }
    }
    double expected = kind.equals("sharp") ? perMinute * 9.0 : perMinute * 590 / 60.0;
    double share = (double) throttled / (accepted + throttled);
    assertThat(accepted / expected).as("accepted of the quota").isGreaterThanOrEqualTo(0.97);
    assertThat(share * 100).as("percent throttled").isLessThanOrEqualTo(percent);
  }

  @Test
  void aFewThrottledCallsAtTheStartDoNotHoldTheRateDown() {
    RateFinder rate = new RateFinder(100);
    rate.throttled(0);
    rate.throttled(1);

    assertThat(rate.rate(2)).isBetween(1.0, 3.0);
    assertThat(rate.rate(10_000_000_000L)).isEqualTo(100);
  }
}
