package io.github.titanembeddings.testing.internal.http;

import io.github.titanembeddings.testing.StubResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scripted responses ({@code TitanStub.enqueue}, {@code TitanStub.throttle}), each to the next
 * request that it applies to. Thread-safe.
 */
public final class ResponseScript {
  private static final int MAX_TIMES = 100_000;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * A scripted response.
   *
   * @param operation the operation that it responds to; empty for any
   * @param isPerformed whether the request is performed first
   */
  public record Entry(String operation, boolean isPerformed, StubResponse response) {}

  public synchronized void add(int times, Entry entry) {
    StubArguments.range(0, MAX_TIMES, "times", times);
    entries.addAll(Collections.nCopies(times, entry));
  }

  /** Removes and returns the first response to an operation; null if there is none. */
  public synchronized @Nullable Entry take(String operation) {
    for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      if (entry.operation().isEmpty() || entry.operation().equals(operation)) {
        each.remove();
        return entry;
      }
    }
    return null;
  }

  synchronized void clear() {
    entries.clear();
  }
}
