package io.github.titanembeddings.testing.internal.http;

import java.time.Duration;

/** Range checks of the numbers that configure the stub. */
public final class StubArguments {
  /** WireMock counts milliseconds in an {@code int}. */
  private static final Duration MAX_DELAY = Duration.ofMillis(Integer.MAX_VALUE);

  private static final Duration YEAR = Duration.ofDays(365);

  private StubArguments() {}

  public static int atLeast(int least, String name, int given) {
    return range(least, Integer.MAX_VALUE, name, given);
  }

  public static long atLeast(long least, String name, long given) {
    if (given < least) {
      throw new IllegalArgumentException(name + " must be " + least + " or more, not " + given);
    }
    return given;
  }

  public static int range(int least, int most, String name, int given) {
    if (given > most) {
      throw new IllegalArgumentException(name + " must be " + most + " or less, not " + given);
    }
    if (given < least) {
      throw new IllegalArgumentException(name + " must be " + least + " or more, not " + given);
    }
    return given;
  }

  public static Duration duration(String name, Duration given) {
    return range(name, given, YEAR, "365 days");
  }

  public static Duration delay(String name, Duration given) {
    return range(name, given, MAX_DELAY, MAX_DELAY.toMillis() + " ms");
  }

  private static Duration range(String name, Duration given, Duration most, String shown) {
    if (given.isNegative() || given.compareTo(most) > 0) {
      throw new IllegalArgumentException(name + " must be from 0 to " + shown + ", not " + given);
    }
    return given;
  }
}
