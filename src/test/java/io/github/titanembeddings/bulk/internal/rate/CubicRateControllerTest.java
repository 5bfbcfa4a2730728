package io.github.titanembeddings.bulk.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.function.LongPredicate;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rate that is found for simulated services, in virtual time. */
class CubicRateControllerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LATENCY = SECOND / 20;
  private static final int IN_FLIGHT = 64;
  private static final double FAULTS = 0.05;

  /** The share of faults without a response, such as closed connections. */
  private static final double SILENT_FAULTS = 0.02;

  private record Response(long sent, long due, boolean accepted, boolean silent) {}

  /** The latency of a service, which is longer while the service is cold. */
  private record ResponseTimes(
      long latency, long latencyOfThrottled, double faults, long coldUntil) {
    static final ResponseTimes EVEN = new ResponseTimes(LATENCY, LATENCY, 0, 0);
    static final ResponseTimes MIXED = new ResponseTimes(LATENCY, SECOND / 500, FAULTS, 0);
    static final ResponseTimes COLD = new ResponseTimes(LATENCY, SECOND / 500, FAULTS, 7 * SECOND);

    Response to(long now, boolean accepted, double chance) {
      boolean isFast = !accepted || chance < faults;
      long latency =
          isFast ? latencyOfThrottled : now < coldUntil ? this.latency * 16 : this.latency;
      return new Response(now, now + latency, accepted, chance < faults * SILENT_FAULTS / FAULTS);
    }
  }

  /** Accepts n requests per clock minute. */
  private static LongPredicate sharp(int perMinute) {
    long[] state = new long[2];
    return now -> {
      long minute = now / (60 * SECOND);
      state[1] = minute == state[0] ? state[1] + 1 : 1;
      state[0] = minute;
      return state[1] <= perMinute;
    };
  }

  /** Accepts n requests per minute, spread evenly, with a burst of one second's worth. */
  private static LongPredicate bucket(int perMinute, long halfFrom, long halfTo) {
    double[] state = {perMinute / 60.0, 0};
    return now -> {
      double perSecond = perMinute / (now >= halfFrom && now < halfTo ? 120.0 : 60.0);
      state[0] = Math.min(perSecond, state[0] + (now - state[1]) / SECOND * perSecond);
      state[1] = now;
      boolean accepted = state[0] >= 1;
      state[0] -= accepted ? 1 : 0;
      return accepted;
    };
  }

  private static LongPredicate service(String kind, int perMinute) {
    return kind.equals("sharp") ? sharp(perMinute) : bucket(perMinute, 0, 0);
  }

  /** The requests accepted and throttled after the first ten seconds. */
  private record Counts(long accepted, long throttled) {
    void isGood(double expected, double percentThrottled) {
      double share = (double) throttled / (accepted + throttled);
      assertThat(accepted / expected).as("accepted of the quota").isGreaterThanOrEqualTo(0.97);
      assertThat(share * 100).as("percent throttled").isLessThanOrEqualTo(percentThrottled);
    }
  }

  private static RateLimiter unknown() {
    return new RateLimiter(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  private static RateLimiter perMinute(double requests) {
    return new RateLimiter(requests / 60, Double.POSITIVE_INFINITY);
  }

  private static Counts run(
      RateLimiter limiter, LongPredicate service, ResponseTimes times, long end) {
    Queue<Response> responses = new PriorityQueue<>(Comparator.comparingLong(Response::due));
    Random random = new Random(1);
    long accepted = 0;
    long throttled = 0;
    for (long now = 0; now < end; ) {
      while (!responses.isEmpty() && responses.peek().due() <= now) {
        report(limiter, responses.remove(), now);
      }
      long wait = responses.size() < IN_FLIGHT ? limiter.acquire(0, now) : Long.MAX_VALUE;
      if (wait == 0) {
        boolean good = service.test(now);
        responses.add(times.to(now, good, random.nextDouble()));
        accepted += now >= 10 * SECOND && good ? 1 : 0;
        throttled += now >= 10 * SECOND && !good ? 1 : 0;
      } else {
        long next = responses.isEmpty() ? Long.MAX_VALUE : responses.peek().due();
        now = Math.min(next, wait == Long.MAX_VALUE ? next : now + wait);
      }
    }
    return new Counts(accepted, throttled);
  }

  private static void report(RateLimiter limiter, Response response, long now) {
    if (!response.accepted()) {
      limiter.throttled(0, response.sent(), now);
    } else if (!response.silent()) {
      limiter.accepted(now);
    }
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
  void usesTheQuotaWithLittleThrottling(String kind, int perMinute, boolean known, double percent) {
    RateLimiter limiter = known ? perMinute(perMinute) : unknown();
    double expected = kind.equals("sharp") ? perMinute * 9.0 : perMinute * 590 / 60.0;

    run(limiter, service(kind, perMinute), ResponseTimes.EVEN, 600 * SECOND)
        .isGood(expected, percent);
  }

  @ParameterizedTest
  @CsvSource({
    "false, 600, 40, 2",
    "false, 2000, 40, 1",
    "false, 6000, 40, 1",
    "false, 20000, 40, 1",
    "true, 2000, 40, 1",
    "true, 6000, 40, 1",
    "true, 20000, 40, 1",
    "false, 600, 600, 1",
    "false, 2000, 600, 1",
    "false, 6000, 600, 1",
    "false, 20000, 600, 1"
  })
  void findsAnUnknownQuotaInTenSeconds(
      boolean cold, int perMinute, int seconds, double percentThrottled) {
    ResponseTimes times = cold ? ResponseTimes.COLD : ResponseTimes.MIXED;
    LongPredicate service = bucket(perMinute, 0, 0);

    run(unknown(), service, times, seconds * SECOND)
        .isGood(perMinute * (seconds - 10) / 60.0, percentThrottled);
  }

  @ParameterizedTest
  @ValueSource(ints = {2000, 6000, 20000})
  void usesAQuotaPerClockMinute(int perMinute) {
    run(unknown(), sharp(perMinute), ResponseTimes.MIXED, 600 * SECOND).isGood(perMinute * 9.0, 2);
  }

  @ParameterizedTest
  @CsvSource({"false, 2000", "false, 6000", "false, 20000", "true, 2000", "true, 6000"})
  void recoversFromAMinuteThatIsUsedUpAtTheStart(boolean known, int perMinute) {
    RateLimiter limiter = known ? perMinute(perMinute) : unknown();
    LongPredicate whole = sharp(perMinute);
    LongPredicate service = now -> now >= 30 * SECOND && whole.test(now + 30 * SECOND);

    run(limiter, service, ResponseTimes.MIXED, 570 * SECOND).isGood(perMinute * 9.0, 2);
  }

  @ParameterizedTest
  @CsvSource({"false, 2000", "false, 6000", "false, 20000", "true, 6000", "true, 20000"})
  void followsAQuotaThatHalvesAndDoubles(boolean known, int perMinute) {
    RateLimiter limiter = known ? perMinute(perMinute) : unknown();
    LongPredicate service = bucket(perMinute, 200 * SECOND, 400 * SECOND);

    run(limiter, service, ResponseTimes.MIXED, 600 * SECOND).isGood(perMinute * 490 / 60.0, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "1800, 0.1",
    "1800, 0.5",
    "1800, 1",
    "1800, 3",
    "6000, 0.1",
    "6000, 0.5",
    "6000, 1",
    "6000, 3"
  })
  void doesNotOverrunAServiceThatThrottlesLate(int perMinute, double seconds) {
    ResponseTimes times = new ResponseTimes(LATENCY, (long) (seconds * SECOND), 0, 0);

    run(unknown(), bucket(perMinute, 0, 0), times, 600 * SECOND).isGood(perMinute * 590 / 60.0, 3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1})
  void recoversFromAnOutageOfAServiceThatThrottlesLate(double seconds) {
    ResponseTimes times = new ResponseTimes(LATENCY, (long) (seconds * SECOND), 0, 0);
    LongPredicate bucket = bucket(1800, 0, 0);
    LongPredicate service = now -> (now < 200 * SECOND || now > 300 * SECOND) && bucket.test(now);

    run(unknown(), service, times, 900 * SECOND).isGood(30 * 790, 3);
  }

  @Test
  void recoversFromFewThrottledCallsAtTheStart() {
    CubicRateController rate = new CubicRateController(100);
    rate.throttled(0, 0);
    rate.throttled(1, 1);

    assertThat(rate.rate(2)).isBetween(1.0, 3.0);
    assertThat(rate.rate(10_000_000_000L)).isEqualTo(100);
  }

  @Test
  void ignoresThrottledRequestsSentBeforeTheFall() {
    CubicRateController rate = new CubicRateController(Double.POSITIVE_INFINITY);
    for (int i = 0; i < 200; i++) {
      rate.sent(i * SECOND / 100);
    }
    throttle(rate, 3, 2 * SECOND - 1, 2 * SECOND);
    double fallen = rate.rate(2 * SECOND);
    throttle(rate, 50, 2 * SECOND - 1, 2 * SECOND);

    assertThat(fallen).isBetween(80.0, 100.0);
    assertThat(rate.rate(2 * SECOND)).isEqualTo(fallen);
    throttle(rate, 3, 2 * SECOND, 2 * SECOND);
    assertThat(rate.rate(2 * SECOND)).isLessThan(fallen);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1.1544, 3, 60})
  void toleratesAClockReadBeforeTheFall(double seconds) {
    CubicRateController rate = new CubicRateController(Double.POSITIVE_INFINITY);
    for (int i = 0; i < 64; i++) {
      rate.sent(100 * SECOND);
    }
    rate.throttled(100 * SECOND, 101 * SECOND);
    rate.throttled(100 * SECOND, 101 * SECOND);

    assertThat(rate.rate(101 * SECOND - (long) (seconds * SECOND)))
        .isEqualTo(rate.rate(101 * SECOND))
        .isGreaterThan(10);
  }

  @ParameterizedTest
  @CsvSource({"60, 0", "43200, 0", "0, 3600"})
  void ignoresIdleTimeBetweenTwoPauses(int idleSeconds, int slowSeconds) {
    CubicRateController rate = new CubicRateController(Double.POSITIVE_INFINITY);
    long now = send(rate, 3000, SECOND / 30, 0);
    rate.throttled(now, now);
    rate.throttled(now, now);
    now = pause(rate, now);
    now = send(rate, 900, SECOND / 30, now) + idleSeconds * SECOND;
    now = send(rate, slowSeconds / 4, 4 * SECOND, now);
    now = send(rate, 300, SECOND / 30, now);

    assertThat(rate.rate(pause(rate, now))).isGreaterThan(20);
  }

  @Test
  void ignoresThrottledProbesOfAPause() {
    CubicRateController rate = new CubicRateController(Double.POSITIVE_INFINITY);
    rate.paused(SECOND, 10 * SECOND);
    throttle(rate, 3, 10 * SECOND, 11 * SECOND);
    assertThat(rate.rate(11 * SECOND)).as("during the pause").isInfinite();

    rate.resumed(12 * SECOND);
    throttle(rate, 3, 12 * SECOND - 1, 13 * SECOND);
    assertThat(rate.rate(13 * SECOND)).as("sent during the pause").isInfinite();

    throttle(rate, 3, 12 * SECOND, 13 * SECOND);
    assertThat(rate.rate(13 * SECOND)).as("sent after the pause").isFinite();
  }

  @Test
  void thePeriodsMeanRateExcludesThrottledRequests() {
    CubicRateController rate = new CubicRateController(Double.POSITIVE_INFINITY);
    long start = pause(rate, SECOND);
    long now = send(rate, 300, SECOND / 100, start);
    for (int i = 1; i <= 150; i++) {
      rate.throttled(start + i * SECOND / 100, now);
    }
    rate.paused(start, now);
    rate.resumed(now + 6 * SECOND);

    assertThat(rate.rate(now + 6 * SECOND)).isCloseTo(0.9 * 150 / 9, Offset.offset(1e-9));
  }

  @Test
  void aPauseLowersARateThatToleratedTheThrottledRequest() {
    CubicRateController rate = new CubicRateController(Double.POSITIVE_INFINITY);
    long now = send(rate, 1000, SECOND / 1000, 0);
    throttle(rate, 50, now, now);
    now = send(rate, 2000, SECOND / 500, now);
    double before = rate.rate(now);

    rate.throttled(now, now);
    assertThat(rate.rate(now)).as("one of 1,000 is tolerated").isEqualTo(before);
    rate.paused(now, now);
    assertThat(rate.rate(now)).isBetween(400.0, 500.0).isLessThan(before);
  }

  private static long send(CubicRateController rate, int count, long step, long from) {
    long now = from;
    for (int i = 0; i < count; i++) {
      now += step;
      rate.sent(now);
    }
    return now;
  }

  private static long pause(CubicRateController rate, long from) {
    rate.paused(from, from);
    long now = from + 6 * SECOND;
    rate.resumed(now);
    return now;
  }

  private static void throttle(CubicRateController rate, int count, long sent, long now) {
    for (int i = 0; i < count; i++) {
      rate.throttled(sent, now);
    }
  }

  @Test
  void theRateFoundFollowsTheCeiling() {
    CubicRateController controller = new CubicRateController(100);
    for (int i = 0; i < 100; i++) {
      controller.sent(SECOND);
    }
    for (int i = 0; i < 10; i++) {
      controller.throttled(SECOND, SECOND);
    }
    double found = controller.rate(SECOND);
    assertThat(found).isLessThan(100);

    controller.ceiling(50);
    assertThat(controller.rate(SECOND)).isEqualTo(found / 2);
    controller.ceiling(200);
    assertThat(controller.rate(SECOND)).isEqualTo(found * 2);
    assertThat(controller.rate(1000 * SECOND)).isEqualTo(200);
  }
}
