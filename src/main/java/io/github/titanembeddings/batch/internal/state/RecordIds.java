package io.github.titanembeddings.batch.internal.state;

import java.security.SecureRandom;
import java.util.Locale;

/**
 * Record IDs of 11 alphanumeric characters, which every documented rule accepts: the run's tag of 5
 * characters, and the item's number in base 36.
 */
public final class RecordIds {
  private static final int TAG_LENGTH = 5;
  private static final int NUMBER_LENGTH = 6;
  private static final int RADIX = 36;
  private static final long NUMBERS = 2_176_782_336L; // 36^6
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String tag;

  public RecordIds(String tag) {
    this.tag = tag;
  }

  /** Returns a new tag, which begins with a letter. */
  public static String newTag() {
    StringBuilder tag = new StringBuilder();
    tag.append((char) ('a' + RANDOM.nextInt(26)));
    while (tag.length() < TAG_LENGTH) {
      tag.append(Character.forDigit(RANDOM.nextInt(RADIX), RADIX));
    }
    return tag.toString();
  }

  /**
   * Returns the ID of a number.
   *
   * @throws IllegalStateException if there are more than 2,176,782,335 records in a run
   */
  public String of(long number) {
    if (number >= NUMBERS) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "a run has at most %,d items; use another run", NUMBERS - 1));
    }
    String digits = Long.toString(number, RADIX);
    return tag + "0".repeat(NUMBER_LENGTH - digits.length()) + digits;
  }

  /** Returns the number of an ID; -1 if the run has no such ID. */
  public long number(String id) {
    if (id.length() != TAG_LENGTH + NUMBER_LENGTH || !id.startsWith(tag)) {
      return -1;
    }
    long number = 0;
    for (int i = TAG_LENGTH; i < id.length(); i++) {
      char c = id.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'z')) {
        return -1;
      }
      number = number * RADIX + Character.digit(c, RADIX);
    }
    return number;
  }
}
