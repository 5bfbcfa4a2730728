package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rejects items by their keys. Not thread-safe. */
public final class KeyCheck {
  /** The longest key in characters that a journal holds. */
  private static final int MAX_JOURNALED = 65_536;

  private static final int SHOWN = 100;

  private final boolean isJournaled;
  private final @Nullable Set<String> seen;

  KeyCheck(boolean isJournaled, boolean rejectsDuplicates) {
    this.isJournaled = isJournaled;
    this.seen = rejectsDuplicates && !isJournaled ? new HashSet<>() : null;
  }

  /** Returns the failure of an item with this key; null if the key is accepted. */
  @Nullable InvalidRequestException refusal(String key) {
    if (!isJournaled || key.length() <= MAX_JOURNALED) {
      return seen != null && !seen.add(key) ? duplicate(key) : null;
    }
    return new InvalidRequestException(
        Violation.error("key", ViolationCodes.KEY_TOO_LONG)
            .actual(
                String.format(Locale.ROOT, "key %s has %,d characters", shown(key), key.length()))
            .limit(String.format(Locale.ROOT, "at most %,d characters in a journal", MAX_JOURNALED))
            .remedy("use a shorter key, or a digest of it")
            .build());
  }

  static InvalidRequestException duplicate(String key) {
    return new InvalidRequestException(
        Violation.error("key", ViolationCodes.KEY_DUPLICATE)
            .actual("duplicate key " + shown(key))
            .limit("one item per key within a run")
            .remedy("give each item its own key")
            .build());
  }

  public static String shown(String key) {
    return Abbreviate.beginning(key, SHOWN);
  }
}
