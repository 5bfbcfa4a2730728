package io.github.titanembeddings.testing.internal.http;

import java.time.Duration;

/** Refuses numbers that make no sense in a script. */
public final class ScriptNumbers {
  /** The server counts milliseconds in an {@code int}. */
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  private static final Duration YEAR = Duration.ofDays(365);

  /** The maximum number of responses that can be scripted at once. */
  public static final int MAX_TIMES = 100_000;

  private ScriptNumbers() {}

  public static int atLeast(int least, String name, int given) {
    if (given < least) {
      throw new IllegalArgumentException(name + " must be " + least + " or more, not " + given);
    }
    return given;
  }

  public static int range(int least, int most, String name, int given) {
    if (given > most) {
      throw new IllegalArgumentException(name + " must be " + most + " or less, not " + given);
    }
    return atLeast(least, name, given);
  }

  public static Duration duration(String name, Duration given) {
    if (given.isNegative() || given.compareTo(YEAR) > 0) {
      throw new IllegalArgumentException(name + " must be from 0 to 365 days, not " + given);
    }
    return given;
  }

  public static int status(int given) {
    if (given < 200 || given > 599) {
      throw new IllegalArgumentException("status must be from 200 to 599, not " + given);
    }
    return given;
  }

  public static Duration wait(String name, Duration given) {
    if (given.isNegative() || given.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " must be from 0 to " + LONGEST.toMillis() + " ms, not " + given);
    }
    return given;
  }
}
