package io.github.titanembeddings.testing.internal.controlplane;

import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.internal.http.ScriptNumbers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the control plane was told to answer in place of what it would. */
public final class ControlScript {
  private final List<Entry> entries = new ArrayList<>();

  /**
   * One answer.
   *
   * @param operation the operation it is for; empty if for any
   * @param answer what is answered
   * @param afterwards whether the operation is carried out before
   */
  public record Entry(String operation, StubResponse answer, boolean afterwards) {}

  public synchronized void add(int times, Entry entry) {
    ScriptNumbers.range(0, ScriptNumbers.MAX_TIMES, "times", times);
    for (int i = 0; i < times; i++) {
      entries.add(entry);
    }
  }

  /** The first entry for an operation, which is used up by it. */
  synchronized @Nullable Entry take(ControlOperation operation) {
    for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      if (entry.operation().isEmpty() || entry.operation().equals(operation.awsName())) {
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
